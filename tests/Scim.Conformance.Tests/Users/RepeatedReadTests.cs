using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Users;

/// <summary>A user whose response was cached by an earlier read is returned up to date after any change.</summary>
public sealed class RepeatedReadTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private static readonly (string, string) MinimalPreference = ("Prefer", "return=minimal");

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Read_AfterChangeAnsweredWithoutBody_ReturnsIt()
    {
        (string name, string path) = await ReadTwiceAsync();
        (
            await Scim.PatchAsync(
                path,
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "Engineer")),
                MinimalPreference
            )
        ).AssertStatus(204);
        Assert.Equal("Engineer", (await Scim.GetAsync(path)).AssertStatus(200).GetText("/title"));
        (
            await Scim.PutAsync(path, RequestBodies.CreateUser(name, new { title = "Manager" }), MinimalPreference)
        ).AssertStatus(204);
        ScimResponse read = (await Scim.GetAsync(path)).AssertStatus(200);
        Assert.Equal("Manager", read.GetText("/title"));
        (await Scim.GetAsync(path, ("If-None-Match", read.ETag))).AssertStatus(304);
        (await Scim.DeleteAsync(path)).AssertStatus(204);
        (await Scim.GetAsync(path)).AssertError(404);
    }

    [Fact]
    public async Task Find_ByFormerName_FindsNoUserOrNewOwner()
    {
        (string name, string path) = await ReadTwiceAsync();
        for (int i = 0; i < 3; i++)
            Assert.Equal(
                1,
                (await Scim.QueryResourcesAsync("/Users", $"userName eq \"{name}\"")).AssertStatus(200).TotalResults
            );
        (
            await Scim.PatchAsync(
                path,
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("userName", $"new.{name}")),
                MinimalPreference
            )
        ).AssertStatus(204);
        Assert.Equal(
            0,
            (await Scim.QueryResourcesAsync("/Users", $"userName eq \"{name}\"")).AssertStatus(200).TotalResults
        );
        string newOwner = await Scim.CreateUserAsync(name);
        Assert.Equal(
            [newOwner],
            (await Scim.QueryResourcesAsync("/Users", $"userName eq \"{name}\""))
                .AssertStatus(200)
                .GetTexts("/Resources", "/id")
        );
        Assert.Equal($"new.{name}", (await Scim.GetAsync(path)).AssertStatus(200).GetText("/userName"));
    }

    [Fact]
    public async Task Read_AfterGroupChange_ShowsIt()
    {
        (string name, string path) = await ReadTwiceAsync();
        string id = path.Split('/')[^1];
        string group = await Scim.CreateGroupAsync($"crew.{name}", id);
        Assert.Equal([$"crew.{name}"], (await Scim.GetAsync(path)).AssertStatus(200).GetTexts("/groups", "/display"));
        (
            await Scim.PatchAsync(
                $"/Groups/{group}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", $"team.{name}"))
            )
        ).AssertStatus(200, 204);
        Assert.Equal([$"team.{name}"], (await Scim.GetAsync(path)).AssertStatus(200).GetTexts("/groups", "/display"));
        (await Scim.DeleteAsync($"/Groups/{group}")).AssertStatus(204);
        Assert.Empty((await Scim.GetAsync(path)).AssertStatus(200).GetTexts("/groups", "/display"));
    }

    [Fact]
    public async Task Read_AtAnotherHost_ReturnsThatLocation()
    {
        (_, string path) = await ReadTwiceAsync();
        foreach (string host in new[] { "one.example", "two.example", "one.example" })
        {
            ScimResponse read = (await Scim.GetAsync(path, ("Host", host))).AssertStatus(200);
            Assert.StartsWith($"http://{host}/", read.GetText("/meta/location"), StringComparison.Ordinal);
            Assert.Equal(read.GetHeader("Location"), read.GetText("/meta/location"));
        }
    }

    private async Task<(string Name, string Path)> ReadTwiceAsync()
    {
        string name = $"read.{Guid.NewGuid():N}",
            path = $"/Users/{await Scim.CreateUserAsync(name)}";
        string first = (await Scim.GetAsync(path)).AssertStatus(200).Body;
        Assert.Equal(first, (await Scim.GetAsync(path)).AssertStatus(200).Body);
        return (name, path);
    }
}
