namespace Scim.Conformance.Tests.Fixtures;

/// <summary>A tenant on the shared server for all tests of a class.</summary>
public class TenantFixture(SharedServer server) : IAsyncLifetime
{
    private TestTenant? _tenant;

    /// <summary>The tenant.</summary>
    public TestTenant Tenant => _tenant ?? throw new InvalidOperationException("The tenant has not been created.");

    /// <summary>The server that hosts the tenant.</summary>
    public SharedServer Server => server;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => _tenant = await server.Operator.CreateTenantAsync();

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (_tenant is not null)
            await server.Operator.SendRequestAsync("DELETE", $"/tenants/{_tenant.Id}");
        GC.SuppressFinalize(this);
    }
}
