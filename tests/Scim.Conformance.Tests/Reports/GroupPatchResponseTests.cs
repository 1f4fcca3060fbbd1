using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client that changes a group and asks for the result gets 204 without it, and reads the group
/// again.
/// </summary>
[Trait("rfc", "7644-3.5.2")]
public sealed class GroupPatchResponseTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Patch_OfGroup_ReturnsWhatTheRequestAsksFor()
    {
        string user = await Scim.CreateUserAsync($"asked.{Guid.NewGuid():N}"),
            group = await Scim.CreateGroupAsync($"asked {Guid.NewGuid():N}");
        object add = RequestBodies.CreatePatch(
            RequestBodies.AddOperation("members", RequestBodies.CreateMembers(user))
        );

        ScimResponse members = (await Scim.PatchAsync($"/Groups/{group}?attributes=members", add)).AssertStatus(200);
        Assert.Equal([user], members.GetTexts("/members", "/value"));
        Assert.False(members.HasElement("/displayName"));
        ScimResponse name = await Scim.PatchAsync($"/Groups/{group}?excludedAttributes=members", add);
        Assert.False(name.AssertStatus(200).HasElement("/members"));
        Assert.True(name.HasElement("/displayName"));

        ScimResponse whole = (
            await Scim.PatchAsync($"/Groups/{group}", add, ("Prefer", "return=representation"))
        ).AssertStatus(200);
        Assert.Equal([user], whole.GetTexts("/members", "/value"));
        Assert.Equal("return=representation", whole.GetHeader("Preference-Applied"));
        Assert.Equal((await Scim.GetAsync($"/Groups/{group}")).ETag, whole.ETag);
        (await Scim.PatchAsync($"/Groups/{group}", add)).AssertStatus(204);
    }
}
