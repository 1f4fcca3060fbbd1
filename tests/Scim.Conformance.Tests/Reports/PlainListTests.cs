using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;
using Scim.Conformance.Tests.Schemas;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client addresses the values of a list of plain values by <c>value</c>, as those of a complex attribute.
/// Servers answered 400, or stored objects in the list.
/// </summary>
public sealed class PlainListTests(BadgeTenantFixture fixture) : IClassFixture<BadgeTenantFixture>
{
    private const string Tags = $"{CustomSchemaBuilder.BadgeUrn}:tags";

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Filter_ByValue_SelectsLikeTheAttribute()
    {
        string mark = CreateMark();
        string both = await CreateUserAsync($"{mark}A", $"{mark}B"),
            one = await CreateUserAsync($"{mark}B"),
            none = await CreateUserAsync();
        await AssertFoundAsync($"{Tags}[value eq \"{mark}a\"]", both);
        await AssertFoundAsync($"{Tags}.value eq \"{mark}A\"", both);
        await AssertFoundAsync($"{Tags}[value sw \"{mark}\"]", both, one);
        await AssertFoundAsync($"{Tags}[value eq \"{mark}A\" or value eq \"{mark}B\"]", both, one);
        await AssertFoundAsync($"{Tags}[value eq \"{mark}A\"] and {Tags}[value eq \"{mark}B\"]", both);
        await AssertFoundAsync($"{Tags}[value ne \"{mark}B\"] and {Tags}[value eq \"{mark}B\"]", both);
        await AssertFoundAsync($"{Tags}[not (value ne \"{mark}B\")] and not ({Tags}.value eq \"{mark}A\")", one);
        await AssertFoundAsync($"id eq \"{none}\" and not ({Tags}[value pr])", none);
        await AssertFoundAsync($"id eq \"{none}\" and {Tags}[value ne \"x\"]");
        (await Scim.QueryResourcesAsync("/Users", $"{Tags}[value co \"a\" and value co \"b\"]")).AssertError(
            400,
            "invalidFilter"
        );
    }

    [Fact]
    public async Task Body_WithObjectsInTheList_StoresTheirValues()
    {
        string mark = CreateMark();
        JsonObject body = CreateBody(new { number = mark, tags = new object[] { new { value = "C" }, "D" } });
        ScimResponse created = (await Scim.PostAsync("/Users", body)).AssertStatus(201);
        AssertTags(created, "C", "D");
        AssertTags((await Scim.PutAsync($"/Users/{created.Id}", body)).AssertStatus(200), "C", "D");
        body[CustomSchemaBuilder.BadgeUrn]!["tags"] = JsonNode.Parse("""[{"display":"C"}]""");
        (await Scim.PutAsync($"/Users/{created.Id}", body)).AssertError(400, "invalidValue");
        AssertTags((await Scim.GetAsync($"/Users/{created.Id}")).AssertStatus(200), "C", "D");
    }

    [Fact]
    public async Task Patch_ByValue_ChangesTheSelectedValues()
    {
        string user = await CreateUserAsync("A", "B");
        await AssertPatchedAsync(RequestBodies.AddOperation(Tags, new[] { new { value = "C" } }), "A", "B", "C");
        await AssertPatchedAsync(RequestBodies.RemoveOperation($"{Tags}[value eq \"a\"]"), "B", "C");
        await AssertPatchedAsync(RequestBodies.ReplaceOperation($"{Tags}[value eq \"B\"]", "D"), "D", "C");
        await AssertPatchedAsync(RequestBodies.ReplaceOperation($"{Tags}[value eq \"D\"].value", "E"), "E", "C");
        await AssertPatchedAsync(RequestBodies.RemoveOperation(Tags, new[] { new { value = "C" } }), "E");
        await AssertPatchedAsync(
            RequestBodies.ReplaceOperation(null, new JsonObject { [Tags] = JsonNode.Parse("""[{"value":"F"}]""") }),
            "F"
        );
        await AssertPatchedAsync(RequestBodies.AddOperation($"{Tags}.value", "G"), "F", "G");

        async Task AssertPatchedAsync(JsonObject operation, params string[] tags) =>
            AssertTags(
                (await Scim.PatchAsync($"/Users/{user}", RequestBodies.CreatePatch(operation))).AssertStatus(200),
                tags
            );
    }

    private static string CreateMark() => $"m{Guid.NewGuid():N}";

    private static JsonObject CreateBody(object extension) =>
        CustomSchemaBuilder.CreateUser($"user.{Guid.NewGuid()}", extension);

    private async Task<string> CreateUserAsync(params string[] tags) =>
        (await Scim.PostAsync("/Users", CreateBody(new { number = CreateMark(), tags }))).AssertStatus(201).Id;

    private async Task AssertFoundAsync(string filter, params string[] users)
    {
        ScimResponse found = (await Scim.QueryResourcesAsync("/Users", filter)).AssertStatus(200);
        Assert.Equal(
            users.Order(StringComparer.Ordinal),
            found.GetTexts("/Resources", "/id").Order(StringComparer.Ordinal)
        );
    }

    private static void AssertTags(ScimResponse user, params string[] tags) =>
        Assert.Equal(
            tags,
            user.GetElement($"/{CustomSchemaBuilder.BadgeUrn}/tags").EnumerateArray().Select(t => t.GetString()!)
        );
}
