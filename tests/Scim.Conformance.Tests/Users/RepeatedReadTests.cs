namespace Scim.Conformance.Tests.Users;

/// <summary>A user who was read just before, and is kept ready for the next read, is shown as he is after whatever changes him.</summary>
public sealed class RepeatedReadTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private static readonly (string, string) Minimal = ("Prefer", "return=minimal");

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Read_AfterAChangeThatWasAnsweredWithoutTheUser_ShowsIt()
    {
        (string name, string path) = await ReadTwice();
        (await Scim.Patch(path, Bodies.Patch(Bodies.Replace("title", "Engineer")), Minimal)).Expect(204);
        Assert.Equal("Engineer", (await Scim.Get(path)).Expect(200).Text("/title"));
        (await Scim.Put(path, Bodies.User(name, new { title = "Manager" }), Minimal)).Expect(204);
        ScimResponse read = (await Scim.Get(path)).Expect(200);
        Assert.Equal("Manager", read.Text("/title"));
        (await Scim.Get(path, ("If-None-Match", read.ETag))).Expect(304);
        (await Scim.Delete(path)).Expect(204);
        (await Scim.Get(path)).ExpectError(404);
    }

    [Fact]
    public async Task Find_ByANameThatWasGivenUp_FindsNobodyOrItsNewOwner()
    {
        (string name, string path) = await ReadTwice();
        for (int i = 0; i < 3; i++) Assert.Equal(1, (await Scim.Query("/Users", $"userName eq \"{name}\"")).Expect(200).TotalResults);
        (await Scim.Patch(path, Bodies.Patch(Bodies.Replace("userName", $"new.{name}")), Minimal)).Expect(204);
        Assert.Equal(0, (await Scim.Query("/Users", $"userName eq \"{name}\"")).Expect(200).TotalResults);
        string heir = await Scim.CreateUser(name);
        Assert.Equal([heir], (await Scim.Query("/Users", $"userName eq \"{name}\"")).Expect(200).Each("/Resources", "/id"));
        Assert.Equal($"new.{name}", (await Scim.Get(path)).Expect(200).Text("/userName"));
    }

    [Fact]
    public async Task Read_AfterAChangeOfHisGroups_ShowsIt()
    {
        (string name, string path) = await ReadTwice();
        string id = path.Split('/')[^1];
        string group = await Scim.CreateGroup($"crew.{name}", id);
        Assert.Equal([$"crew.{name}"], (await Scim.Get(path)).Expect(200).Each("/groups", "/display"));
        (await Scim.Patch($"/Groups/{group}", Bodies.Patch(Bodies.Replace("displayName", $"team.{name}")))).Expect(200, 204);
        Assert.Equal([$"team.{name}"], (await Scim.Get(path)).Expect(200).Each("/groups", "/display"));
        (await Scim.Delete($"/Groups/{group}")).Expect(204);
        Assert.Empty((await Scim.Get(path)).Expect(200).Each("/groups", "/display"));
    }

    [Fact]
    public async Task Read_UnderAnotherAddress_ShowsThatAddress()
    {
        (_, string path) = await ReadTwice();
        foreach (string host in new[] { "one.example", "two.example", "one.example" })
        {
            ScimResponse read = (await Scim.Get(path, ("Host", host))).Expect(200);
            Assert.StartsWith($"http://{host}/", read.Text("/meta/location"), StringComparison.Ordinal);
            Assert.Equal(read.Header("Location"), read.Text("/meta/location"));
        }
    }

    private async Task<(string Name, string Path)> ReadTwice()
    {
        string name = $"read.{Guid.NewGuid():N}", path = $"/Users/{await Scim.CreateUser(name)}";
        string first = (await Scim.Get(path)).Expect(200).Body;
        Assert.Equal(first, (await Scim.Get(path)).Expect(200).Body);
        return (name, path);
    }
}
