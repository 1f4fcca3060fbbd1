using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client reads the capabilities of the server before it has a credential, gets 401, and does not
/// offer to sign in with the schemes that the server supports.
/// </summary>
[Trait("rfc", "7643-5")]
public sealed class PublicDiscoveryTests(SharedServer server)
{
    private static readonly string[] SchemaPaths =
    [
        "/Schemas",
        $"/Schemas/{ScimUrns.User}",
        "/ResourceTypes",
        "/ResourceTypes/User",
    ];

    [Fact]
    public async Task ServiceProviderConfig_WithoutCredential_IsTheSameAsWithCredential()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimResponse config = (await tenant.Scim.GetAsync("/ServiceProviderConfig")).AssertStatus(200);
        ScimClient anonymous = tenant.Scim.WithToken(null);
        Assert.Equal(config.Body, (await anonymous.GetAsync("/ServiceProviderConfig")).AssertStatus(200).Body);
        (await anonymous.SendAsync("PUT", "/ServiceProviderConfig", new { })).AssertError(401);
        (await anonymous.GetAsync("/Users")).AssertError(401);
        (await tenant.Scim.WithToken("scim_wrong").GetAsync("/ServiceProviderConfig")).AssertError(401);
    }

    [Fact]
    public async Task ServiceProviderConfig_OfUnknownTenant_DoesNotRevealThatItIsUnknown()
    {
        ScimClient unknown = new($"{server.BaseUrl}/tenants/no-such-tenant/scim/v2", null);
        (await unknown.GetAsync("/ServiceProviderConfig")).AssertStatus(200);
        (await unknown.GetAsync("/Schemas")).AssertError(401);
    }

    [Fact]
    public async Task Schemas_WithoutCredential_AreReadableIfTheTenantAllowsIt()
    {
        TestTenant closed = await server.Operator.CreateTenantAsync(),
            open = await server.Operator.CreateTenantAsync();
        await server.Operator.ChangeSettingsAsync(open.Id, new { discovery = new { publicSchemas = true } });
        foreach (string path in SchemaPaths)
        {
            (await closed.Scim.WithToken(null).GetAsync(path)).AssertError(401);
            string expected = (await open.Scim.GetAsync(path)).AssertStatus(200).Body;
            Assert.Equal(expected, (await open.Scim.WithToken(null).GetAsync(path)).AssertStatus(200).Body);
        }
    }
}
