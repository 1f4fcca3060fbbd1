namespace Scim.Conformance.Tests.Requests;

/// <summary>Clients that want no resource back (RFC 7240 section 4.2).</summary>
public sealed class PreferTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Write_PreferringMinimal_IsAnsweredWithoutTheResource()
    {
        ScimResponse created = (await Scim.Post("/Users", Bodies.User($"prefer.{Guid.NewGuid():N}"), ("Prefer", "return=minimal"))).Expect(201);
        Assert.Equal(("", "return=minimal"), (created.Body, created.Header("Preference-Applied")));
        string path = new Uri(created.Header("Location")).AbsolutePath[(new Uri(fixture.Tenant.Url).AbsolutePath.Length)..];
        ScimResponse patched = (await Scim.Patch(path, Bodies.Patch(Bodies.Replace("title", "x")), ("Prefer", "return=minimal"))).Expect(204);
        Assert.Equal((await Scim.Get(path)).Expect(200).ETag, patched.ETag);
        (await Scim.Put(path, Bodies.User($"prefer.{Guid.NewGuid():N}"), ("Prefer", "return=minimal"))).Expect(204);
    }

    [Fact]
    public async Task Patch_OfAGroupPreferringRepresentation_IsAnsweredWithIt()
    {
        string group = await Scim.CreateGroup($"prefer {Guid.NewGuid():N}");
        ScimResponse patched = (await Scim.Patch($"/Groups/{group}", Bodies.Patch(Bodies.Replace("externalId", "x")), ("Prefer", "return=representation"))).Expect(200);
        Assert.Equal(("x", "return=representation"), (patched.Text("/externalId"), patched.Header("Preference-Applied")));
    }

    [Fact, Trait("rfc", "7644-3.5.2")]
    public async Task Patch_WithAttributesAskedFor_IsAnsweredWithThemWhateverIsPreferred()
    {
        string user = await Scim.CreateUser($"prefer.{Guid.NewGuid():N}");
        ScimResponse patched = (await Scim.Patch($"/Users/{user}?attributes=title", Bodies.Patch(Bodies.Replace("title", "x")), ("Prefer", "return=minimal"))).Expect(200);
        Assert.Equal("x", patched.Text("/title"));
    }
}
