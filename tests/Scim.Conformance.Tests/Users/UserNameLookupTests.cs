using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Users;

/// <summary>
/// A repeated filter on userName is answered from the userName lookup cache; its result must equal that of the uncached
/// query.
/// </summary>
[Trait("rfc", "7644-3.4.2")]
public sealed class UserNameLookupTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private readonly ScimClient _scim = fixture.Tenant.Scim;

    [Theory]
    [InlineData("")]
    [InlineData("startIndex=1&count=100")]
    [InlineData("attributes=userName")]
    [InlineData("excludedAttributes=meta")]
    [InlineData("count=0")]
    [InlineData("startIndex=2")]
    [InlineData("sortBy=id")]
    public async Task Query_Repeated_ReturnsTheSame(string more)
    {
        string id = await _scim.CreateUserAsync($"same.{more}", new { title = "Analyst" });
        await _scim.CreateGroupAsync($"Group of {more}", id);
        string filter = $"userName eq \"SAME.{more}\"";
        ScimResponse first = (await _scim.QueryResourcesAsync("/Users", filter, more)).AssertStatus(200);
        await _scim.QueryResourcesAsync("/Users", filter);
        ScimResponse again = (await _scim.QueryResourcesAsync("/Users", filter, more)).AssertStatus(200);
        Assert.Equal(first.Body, again.Body);
        Assert.Equal(first.GetHeader("Content-Type"), again.GetHeader("Content-Type"));
    }

    [Fact]
    public async Task Query_AfterRename_FindsByNewNameOnly()
    {
        string id = await _scim.CreateUserAsync("renamed.old");
        Assert.Equal([id], await FindIdsAsync("renamed.old"));
        (
            await _scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("userName", "renamed.new"))
            )
        ).AssertStatus(200);
        Assert.Empty(await FindIdsAsync("renamed.old"));
        Assert.Equal([id], await FindIdsAsync("renamed.new"));
    }

    [Fact]
    public async Task Query_AfterNameChangedOwner_FindsNewOwner()
    {
        string first = await _scim.CreateUserAsync("handed.on");
        Assert.Equal([first], await FindIdsAsync("handed.on"));
        (
            await _scim.PatchAsync(
                $"/Users/{first}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("userName", "other.name"))
            )
        ).AssertStatus(200);
        string second = await _scim.CreateUserAsync("Handed.On");
        Assert.Equal([second], await FindIdsAsync("handed.on"));
    }

    [Fact]
    public async Task Query_AfterDelete_FindsNoUser()
    {
        string id = await _scim.CreateUserAsync("leaver");
        Assert.Equal([id], await FindIdsAsync("leaver"));
        (await _scim.DeleteAsync($"/Users/{id}")).AssertStatus(204);
        Assert.Empty(await FindIdsAsync("leaver"));
    }

    [Fact]
    public async Task Query_AfterChange_ShowsIt()
    {
        string id = await _scim.CreateUserAsync("changed", new { title = "Analyst" });
        await FindIdsAsync("changed");
        (
            await _scim.PatchAsync(
                $"/Users/{id}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "Pilot"))
            )
        ).AssertStatus(200);
        ScimResponse list = (await _scim.QueryResourcesAsync("/Users", "userName eq \"changed\"")).AssertStatus(200);
        Assert.Equal("Pilot", list.GetText("/Resources/0/title"));
    }

    // Queries twice: the second query uses the cached name.
    private async Task<IReadOnlyList<string>> FindIdsAsync(string name)
    {
        (await _scim.QueryResourcesAsync("/Users", $"userName eq \"{name}\"")).AssertStatus(200);
        return (await _scim.QueryResourcesAsync("/Users", $"userName eq \"{name}\""))
            .AssertStatus(200)
            .GetTexts("/Resources", "/id");
    }
}
