using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Bulk;
using Scim.Conformance.Tests.Fixtures;
using Scim.Conformance.Tests.Workplace.Uploads;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a directory sends names with stray blanks. Its look-up by name finds nothing, its POST is a conflict, and it
/// repeats both for ever, because uniqueness and filters compare names differently.
/// </summary>
public sealed class NameBlanksTests(SharedServer server)
{
    private const string Stored = "Ada King";

    private static readonly string[] Spellings =
    [
        Stored,
        "ada king ",
        " ADA king",
        "Ada  King",
        "Ada\tKing",
        "Ada\u00a0King",
        "\u2003Ada \u3000King\u00a0\n",
    ];

    /// <summary>Spellings of <see cref="Stored"/> that a request may store or look up.</summary>
    public static TheoryData<string> StoredSpellings { get; } = [.. Spellings];

    [Theory, MemberData(nameof(StoredSpellings))]
    public async Task UserName_InOtherSpelling_IsTheSameName(string spelling)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimClient scim = tenant.Scim;
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        ScimResponse created = (await scim.PostAsync("/Users", RequestBodies.CreateUser(spelling))).AssertStatus(201);
        Assert.Equal(Stored, created.GetText("/userName"), ignoreCase: true);
        string other = await scim.CreateUserAsync("other");
        foreach (string sought in Spellings)
        {
            await AssertFoundAsync(scim, "/Users", "userName", sought, created.Id);
            (await scim.PostAsync("/Users", RequestBodies.CreateUser(sought))).AssertError(409, "uniqueness");
            (await scim.PutAsync($"/Users/{other}", RequestBodies.CreateUser(sought))).AssertError(409, "uniqueness");
            (await scim.PatchAsync($"/Users/{other}", CreateRename("userName", sought))).AssertError(409, "uniqueness");
            (await api.PostAsync("/sessions", new { userName = sought })).AssertStatus(201);
        }

        ScimResponse different = await scim.QueryResourcesAsync("/Users", "userName ne \" ada\u00a0\u00a0KING\"");
        Assert.Equal([other], different.GetTexts("/Resources", "/id"));
    }

    [Theory, MemberData(nameof(StoredSpellings))]
    public async Task DisplayName_OfGroupInOtherSpelling_IsTheSameName(string spelling)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await tenant.ChangeSettingsAsync(new { groupNamePolicy = "reject" });
        ScimClient scim = tenant.Scim;
        ScimResponse created = (await scim.PostAsync("/Groups", RequestBodies.CreateGroup(spelling))).AssertStatus(201);
        Assert.Equal(Stored, created.GetText("/displayName"), ignoreCase: true);
        string other = (await scim.PostAsync("/Groups", RequestBodies.CreateGroup("other"))).AssertStatus(201).Id;
        foreach (string sought in Spellings)
        {
            await AssertFoundAsync(scim, "/Groups", "displayName", sought, created.Id);
            (await scim.PostAsync("/Groups", RequestBodies.CreateGroup(sought))).AssertError(409, "uniqueness");
            (await scim.PutAsync($"/Groups/{other}", RequestBodies.CreateGroup(sought))).AssertError(409, "uniqueness");
            (await scim.PatchAsync($"/Groups/{other}", CreateRename("displayName", sought))).AssertError(
                409,
                "uniqueness"
            );
        }
    }

    [Theory]
    [InlineData("match")]
    [InlineData("allow")]
    public async Task DisplayName_UnderOtherPolicies_IsFoundInEverySpelling(string policy)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await tenant.ChangeSettingsAsync(new { groupNamePolicy = policy });
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (string spelling in Spellings)
        {
            JsonObject body = RequestBodies.CreateGroup(spelling);
            body["externalId"] = Guid.NewGuid().ToString();
            ScimResponse posted = await tenant.Scim.PostAsync("/Groups", body);
            ids.Add(posted.AssertStatus(200, 201).Id);
        }

        Assert.Equal(policy == "allow" ? Spellings.Length : 1, ids.Count);
        foreach (string sought in Spellings)
            await AssertFoundAsync(tenant.Scim, "/Groups", "displayName", sought, [.. ids]);
    }

    [Theory]
    [InlineData("/Users", "userName")]
    [InlineData("/Groups", "displayName")]
    public async Task Name_WrittenInAnyWay_IsStoredWithoutRedundantBlanks(string endpoint, string attribute)
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string id = (await scim.PostAsync(endpoint, CreateBody(endpoint, " First \t Name "))).AssertStatus(201).Id;
        await AssertStoredAsync("First Name");
        (await scim.PutAsync($"{endpoint}/{id}", CreateBody(endpoint, "Put\u00a0\u00a0Name\n"))).AssertStatus(200);
        await AssertStoredAsync("Put Name");
        (await scim.PatchAsync($"{endpoint}/{id}", CreateRename(attribute, "\u3000Patched  Name"))).AssertStatus(
            200,
            204
        );
        await AssertStoredAsync("Patched Name");
        JsonObject pathless = RequestBodies.CreatePatch(
            RequestBodies.ReplaceOperation(null, new JsonObject { [attribute] = " Other\u2028Name " })
        );
        (await scim.PatchAsync($"{endpoint}/{id}", pathless)).AssertStatus(200, 204);
        await AssertStoredAsync("Other Name");
        JsonObject bulk = BulkRequestBuilder.CreateRequest(
            BulkRequestBuilder.CreateOperation("PUT", $"{endpoint}/{id}", CreateBody(endpoint, " Bulk   Name ")),
            BulkRequestBuilder.CreateOperation("POST", endpoint, CreateBody(endpoint, "New\u00a0\tName"), "new")
        );
        Assert.Equal(["200", "201"], (await scim.PostAsync("/Bulk", bulk)).GetStatuses());
        await AssertStoredAsync("Bulk Name");
        ScimResponse found = await scim.QueryResourcesAsync(endpoint, $"{attribute} eq \"new  name\"");
        Assert.Equal(["New Name"], found.GetTexts("/Resources", $"/{attribute}"));

        async Task AssertStoredAsync(string name)
        {
            Assert.Equal(name, (await scim.GetAsync($"{endpoint}/{id}")).GetText($"/{attribute}"));
            await AssertFoundAsync(
                scim,
                endpoint,
                attribute,
                $" {name.Replace(" ", "\t ", StringComparison.Ordinal)}",
                id
            );
        }
    }

    [Fact]
    public async Task Rename_ToTheSameNameWithBlanks_ChangesNothing()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        ScimResponse created = (await scim.PostAsync("/Users", RequestBodies.CreateUser(Stored))).AssertStatus(201);
        (await scim.PatchAsync($"/Users/{created.Id}", CreateRename("userName", "Ada\u00a0 King "))).AssertStatus(
            200,
            204
        );
        Assert.Equal(
            created.GetText("/meta/version"),
            (await scim.GetAsync($"/Users/{created.Id}")).GetText("/meta/version")
        );
    }

    [Fact]
    public async Task Upload_OfNamesInOtherSpelling_UpdatesTheUserAndTheGroup()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string ada = await tenant.Scim.CreateUserAsync(Stored);
        string crew = (await tenant.Scim.PostAsync("/Groups", RequestBodies.CreateGroup("The Crew")))
            .AssertStatus(201)
            .Id;
        ScimResponse upload = await api.RunUploadAsync(
            "userName,title,groups\n\"ada\u00a0  king\",Countess,the\u00a0 crew\nNew\t\tUser,Novice,New\u00a0\u00a0Group\n",
            "?createGroups=true"
        );
        upload.AssertCounts([2, 2, 0, 1, 1, 0]);
        Assert.Equal("Countess", (await tenant.Scim.GetAsync($"/Users/{ada}")).GetText("/title"));
        Assert.Equal([ada], (await tenant.Scim.GetAsync($"/Groups/{crew}")).GetTexts("/members", "/value"));
        ScimResponse users = await tenant.Scim.QueryResourcesAsync("/Users", "title eq \"Novice\"");
        Assert.Equal(["New User"], users.GetTexts("/Resources", "/userName"));
        ScimResponse groups = await tenant.Scim.QueryResourcesAsync("/Groups", "displayName eq \"new group\"");
        Assert.Equal(["New Group"], groups.GetTexts("/Resources", "/displayName"));
    }

    [Fact]
    public async Task Filter_ByPartOfName_KeepsItsBlanks()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string ada = await scim.CreateUserAsync(" Ada   King"),
            adam = await scim.CreateUserAsync("Adam");
        foreach (
            (string filter, string[] ids) in new (string, string[])[]
            {
                ("userName sw \"ada\"", [ada, adam]),
                ("userName sw \"ada \"", [ada]),
                ("userName co \"a k\"", [ada]),
                ("userName ew \" king\"", [ada]),
            }
        )
            Assert.Equal(ids, (await scim.QueryResourcesAsync("/Users", filter)).GetTexts("/Resources", "/id"));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\t\u00a0\u3000")]
    public async Task Name_OfBlanks_IsMissing(string name)
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string user = await scim.CreateUserAsync("ada"),
            group = (await scim.PostAsync("/Groups", RequestBodies.CreateGroup("crew"))).AssertStatus(201).Id;
        (await scim.PostAsync("/Users", RequestBodies.CreateUser(name))).AssertError(400, "invalidValue");
        (await scim.PostAsync("/Groups", RequestBodies.CreateGroup(name))).AssertError(400, "invalidValue");
        (await scim.PutAsync($"/Users/{user}", RequestBodies.CreateUser(name))).AssertError(400, "invalidValue");
        (await scim.PutAsync($"/Groups/{group}", RequestBodies.CreateGroup(name))).AssertError(400, "invalidValue");
        (await scim.PatchAsync($"/Users/{user}", CreateRename("userName", name))).AssertError(400);
        (await scim.PatchAsync($"/Groups/{group}", CreateRename("displayName", name))).AssertError(400);
    }

    private static async Task AssertFoundAsync(
        ScimClient scim,
        string endpoint,
        string attribute,
        string name,
        params string[] ids
    )
    {
        string filter = $"{attribute} eq {JsonValue.Create(name).ToJsonString()}";

        // The second request of a userName is answered without a query.
        for (int i = 0; i < 2; i++)
            Assert.Equal(
                ids.Order(),
                (await scim.QueryResourcesAsync(endpoint, filter)).GetTexts("/Resources", "/id").Order()
            );
        ScimResponse searched = await scim.PostAsync($"{endpoint}/.search", RequestBodies.CreateSearch(new { filter }));
        Assert.Equal(ids.Order(), searched.AssertStatus(200).GetTexts("/Resources", "/id").Order());
    }

    private static JsonObject CreateRename(string attribute, string name) =>
        RequestBodies.CreatePatch(RequestBodies.ReplaceOperation(attribute, name));

    private static JsonObject CreateBody(string endpoint, string name) =>
        endpoint == "/Users" ? RequestBodies.CreateUser(name) : RequestBodies.CreateGroup(name);
}
