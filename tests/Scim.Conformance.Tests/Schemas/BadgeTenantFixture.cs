using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>One tenant for all tests of a class; its users have the badge extension.</summary>
public sealed class BadgeTenantFixture(SharedServer server) : TenantFixture(server)
{
    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Tenant.AddBadgesAsync();
    }
}
