namespace Scim.Conformance.Tests.Filters;

/// <summary>The filter on a userName, asked again: the second answer takes another way than the first, and nobody may notice.</summary>
[Trait("rfc", "7644-3.4.2")]
public sealed class KnownNameTests(TenantFixture fixture) : IClassFixture<TenantFixture>
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
    public async Task Query_AskedAgain_IsAnsweredAlike(string more)
    {
        string id = await _scim.CreateUser($"same.{more}", new { title = "Analyst" });
        await _scim.CreateGroup($"Group of {more}", id);
        string filter = $"userName eq \"SAME.{more}\"";
        ScimResponse first = (await _scim.Query("/Users", filter, more)).Expect(200);
        await _scim.Query("/Users", filter);
        ScimResponse again = (await _scim.Query("/Users", filter, more)).Expect(200);
        Assert.Equal(first.Body, again.Body);
        Assert.Equal(first.Header("Content-Type"), again.Header("Content-Type"));
    }

    [Fact]
    public async Task Query_AfterARename_FindsByTheNewNameOnly()
    {
        string id = await _scim.CreateUser("renamed.old");
        Assert.Equal([id], await Find("renamed.old"));
        (await _scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace("userName", "renamed.new")))).Expect(200);
        Assert.Empty(await Find("renamed.old"));
        Assert.Equal([id], await Find("renamed.new"));
    }

    [Fact]
    public async Task Query_WhenAnotherHasTheNameNow_FindsHim()
    {
        string first = await _scim.CreateUser("handed.on");
        Assert.Equal([first], await Find("handed.on"));
        (await _scim.Patch($"/Users/{first}", Bodies.Patch(Bodies.Replace("userName", "somebody.else")))).Expect(200);
        string second = await _scim.CreateUser("Handed.On");
        Assert.Equal([second], await Find("handed.on"));
    }

    [Fact]
    public async Task Query_AfterADelete_FindsNobody()
    {
        string id = await _scim.CreateUser("leaver");
        Assert.Equal([id], await Find("leaver"));
        (await _scim.Delete($"/Users/{id}")).Expect(204);
        Assert.Empty(await Find("leaver"));
    }

    [Fact]
    public async Task Query_AfterAChange_ShowsIt()
    {
        string id = await _scim.CreateUser("changed", new { title = "Analyst" });
        await Find("changed");
        (await _scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace("title", "Pilot")))).Expect(200);
        ScimResponse list = (await _scim.Query("/Users", "userName eq \"changed\"")).Expect(200);
        Assert.Equal("Pilot", list.Text("/Resources/0/title"));
    }

    // Twice, since it is the second time that a name is known.
    private async Task<IReadOnlyList<string>> Find(string name)
    {
        (await _scim.Query("/Users", $"userName eq \"{name}\"")).Expect(200);
        return (await _scim.Query("/Users", $"userName eq \"{name}\"")).Expect(200).Each("/Resources", "/id");
    }
}
