using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Requests;

/// <summary>Clients that prefer a minimal response (<c>Prefer: return=minimal</c>, RFC 7240 section 4.2).</summary>
public sealed class PreferHeaderTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Write_PreferringMinimal_ReturnsNoResource()
    {
        ScimResponse created = (
            await Scim.PostAsync(
                "/Users",
                RequestBodies.CreateUser($"prefer.{Guid.NewGuid():N}"),
                ("Prefer", "return=minimal")
            )
        ).AssertStatus(201);
        Assert.Equal(("", "return=minimal"), (created.Body, created.GetHeader("Preference-Applied")));
        string path = new Uri(created.GetHeader("Location")).AbsolutePath[
            (new Uri(fixture.Tenant.Url).AbsolutePath.Length)..
        ];
        ScimResponse patched = (
            await Scim.PatchAsync(
                path,
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "x")),
                ("Prefer", "return=minimal")
            )
        ).AssertStatus(204);
        Assert.Equal((await Scim.GetAsync(path)).AssertStatus(200).ETag, patched.ETag);
        (
            await Scim.PutAsync(
                path,
                RequestBodies.CreateUser($"prefer.{Guid.NewGuid():N}"),
                ("Prefer", "return=minimal")
            )
        ).AssertStatus(204);
    }

    [Fact]
    public async Task Patch_OfGroupPreferringRepresentation_ReturnsIt()
    {
        string group = await Scim.CreateGroupAsync($"prefer {Guid.NewGuid():N}");
        ScimResponse patched = (
            await Scim.PatchAsync(
                $"/Groups/{group}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("externalId", "x")),
                ("Prefer", "return=representation")
            )
        ).AssertStatus(200);
        Assert.Equal(
            ("x", "return=representation"),
            (patched.GetText("/externalId"), patched.GetHeader("Preference-Applied"))
        );
    }

    [Fact, Trait("rfc", "7644-3.5.2")]
    public async Task Patch_WithRequestedAttributes_ReturnsThemForAnyPreference()
    {
        string user = await Scim.CreateUserAsync($"prefer.{Guid.NewGuid():N}");
        ScimResponse patched = (
            await Scim.PatchAsync(
                $"/Users/{user}?attributes=title",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "x")),
                ("Prefer", "return=minimal")
            )
        ).AssertStatus(200);
        Assert.Equal("x", patched.GetText("/title"));
    }
}
