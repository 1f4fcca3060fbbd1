using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Bulk;
using Scim.Conformance.Tests.Fixtures;
using Scim.Conformance.Tests.Workplace.Uploads;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a name that is longer than a filter may be can be stored but not looked up, so that its directory never
/// finds the resource again.
/// </summary>
public sealed class NameLengthTests(SharedServer server)
{
    private const int MaxLength = 1024;

    [Theory]
    [InlineData("/Users", "userName", "n")]
    [InlineData("/Groups", "displayName", "n")]
    [InlineData("/Users", "userName", "\"")]
    [InlineData("/Groups", "displayName", "\u674e")]
    public async Task Name_OfTheMaximumLength_CanBeLookedUp(string endpoint, string attribute, string character)
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string longest = string.Concat(Enumerable.Repeat(character, MaxLength));
        ScimResponse created = (await scim.PostAsync(endpoint, CreateBody(endpoint, $" {longest}\t "))).AssertStatus(
            201
        );
        Assert.Equal(longest, created.GetText($"/{attribute}"));
        string filter = $"{attribute} eq {JsonValue.Create(longest).ToJsonString()}";
        ScimResponse found = await scim.QueryResourcesAsync(endpoint, filter);
        Assert.Equal([created.Id], found.AssertStatus(200).GetTexts("/Resources", "/id"));
    }

    [Theory]
    [InlineData("/Users", "userName")]
    [InlineData("/Groups", "displayName")]
    public async Task Name_OverTheMaximumLength_Is400AndChangesNothing(string endpoint, string attribute)
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string tooLong = new('n', MaxLength + 1);
        ScimResponse created = (await scim.PostAsync(endpoint, CreateBody(endpoint, "short"))).AssertStatus(201);
        string path = $"{endpoint}/{created.Id}";
        AssertTooLong(await scim.PostAsync(endpoint, CreateBody(endpoint, tooLong)));
        AssertTooLong(await scim.PutAsync(path, CreateBody(endpoint, tooLong)));
        AssertTooLong(await scim.PatchAsync(path, CreatePatch(attribute, tooLong)));
        AssertTooLong(await scim.PatchAsync(path, CreatePatch(null, new JsonObject { [attribute] = tooLong })));
        JsonObject bulk = BulkRequestBuilder.CreateRequest(
            BulkRequestBuilder.CreateOperation("POST", endpoint, CreateBody(endpoint, tooLong), "new"),
            BulkRequestBuilder.CreateOperation("PUT", path, CreateBody(endpoint, tooLong)),
            BulkRequestBuilder.CreateOperation("PATCH", path, CreatePatch(attribute, tooLong))
        );
        ScimResponse answered = await scim.PostAsync("/Bulk", bulk);
        Assert.Equal(["400", "400", "400"], answered.GetStatuses());
        Assert.All(
            answered.GetTexts("/Operations", "/response/detail"),
            detail => Assert.Equal(FormatError(attribute), detail)
        );
        Assert.Equal("short", (await scim.GetAsync(path)).GetText($"/{attribute}"));
        Assert.Equal(1, (await scim.GetAsync(endpoint)).TotalResults);

        void AssertTooLong(ScimResponse refused) =>
            Assert.Equal(FormatError(attribute), refused.AssertError(400, "invalidValue").GetText("/detail"));
    }

    [Fact]
    public async Task Upload_OfNameOverTheMaximumLength_FailsTheRow()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        await tenant.Scim.CreateUserAsync("present", new { externalId = "1" });
        string longest = new('n', MaxLength),
            other = new('m', MaxLength + 1);
        string csv = $"userName,externalId,groups\n{longest},,{longest}\n{longest}n,,\n{other},1,\nuser,,{longest}n\n";
        foreach (string query in new[] { "?createGroups=true&dryRun=true", "?createGroups=true" })
        {
            ScimResponse upload = await api.RunUploadAsync(csv, query);
            Assert.Equal(3, upload.GetInt32("/rows/failed"));
            string[] errors = await api.ReadErrorsAsync(upload.Id);
            Assert.Equal($"3 userName: {FormatError("userName")}", errors[0]);
            Assert.Equal($"4 userName: {FormatError("userName")}", errors[1]);
            Assert.StartsWith("5 groups: ", errors[2], StringComparison.Ordinal);
            Assert.EndsWith(FormatError("displayName"), errors[2], StringComparison.Ordinal);
        }

        ScimResponse users = await tenant.Scim.GetAsync("/Users?attributes=userName");
        Assert.DoesNotContain(longest + "n", users.GetTexts("/Resources", "/userName"));
        Assert.Contains(longest, users.GetTexts("/Resources", "/userName"));
        Assert.Equal([longest], (await tenant.Scim.GetAsync("/Groups")).GetTexts("/Resources", "/displayName"));
    }

    private static string FormatError(string attribute) =>
        $"{attribute} must not be longer than {MaxLength} characters. Choose a shorter {attribute}.";

    private static JsonObject CreatePatch(string? path, object value) =>
        RequestBodies.CreatePatch(RequestBodies.ReplaceOperation(path, value));

    private static JsonObject CreateBody(string endpoint, string name) =>
        endpoint == "/Users" ? RequestBodies.CreateUser(name) : RequestBodies.CreateGroup(name);
}
