using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client whose model of the configuration has only the attributes of RFC 7643 fails on
/// <c>pagination</c> of RFC 9865.
/// </summary>
[Trait("rfc", "9865-4")]
public sealed class StrictModelTests(SharedServer server)
{
    [Fact]
    public async Task ServiceProviderConfig_WithPaginationSwitchedOff_HasOnlyAttributesOfRfc7643()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        Assert.True((await tenant.Scim.GetAsync("/ServiceProviderConfig")).HasElement("/pagination"));
        await server.Operator.ChangeSettingsAsync(tenant.Id, new { discovery = new { pagination = false } });
        foreach (ScimClient client in new[] { tenant.Scim, tenant.Scim.WithToken(null) })
            Assert.False((await client.GetAsync("/ServiceProviderConfig")).AssertStatus(200).HasElement("/pagination"));
        (await tenant.Scim.GetAsync("/Users?cursor=")).AssertStatus(200);
    }

    [Fact, Trait("rfc", "7643-8.7.1")]
    public async Task Schema_OfUser_HasTheDescriptionOfTheRfc()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimResponse user = (await tenant.Scim.GetAsync($"/Schemas/{ScimUrns.User}")).AssertStatus(200);
        Assert.Equal(("User", "User Account"), (user.GetText("/name"), user.GetText("/description")));
    }
}
