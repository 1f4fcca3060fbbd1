namespace Scim.Conformance.Tests.Schemas;

/// <summary>One tenant for all tests of a class, whose users have the badge extension.</summary>
public sealed class BadgeFixture(SharedServer server) : TenantFixture(server)
{
    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Tenant.WithBadges();
    }
}
