using Orleans.Concurrency;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;

namespace Scim.Grains.Tenants;

/// <summary>Lists tenants from the database. See <see cref="ITenantCatalogGrain"/>.</summary>
[StatelessWorker]
internal sealed class TenantCatalogGrain(ITenantStore store) : Grain, ITenantCatalogGrain
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<TenantInfo>> ListTenants(string after, int count) =>
        store.ListTenantsAsync(after, Math.Clamp(count, 1, 1000), CancellationToken.None);
}
