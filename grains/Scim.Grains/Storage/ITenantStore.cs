using Scim.GrainInterfaces.Tenants;

namespace Scim.Grains.Storage;

/// <summary>The tenants of the installation, and the removal of what a deleted one leaves.</summary>
public interface ITenantStore
{
    /// <summary>Live tenants in the order of their ids, from the first behind <paramref name="after"/> on.</summary>
    Task<IReadOnlyList<TenantInfo>> ListTenantsAsync(
        string after,
        int count,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Removes at most <paramref name="count"/> resources and sites of a tenant with all that hangs on them: state rows
    /// (tombstones too), projections, members, change log. Can be repeated after a crash.
    /// </summary>
    /// <returns>
    /// Kind (of a state that is no resource's, a slash and the name under which it is stored) and id of what was
    /// removed; empty when nothing is left.
    /// </returns>
    Task<IReadOnlyList<(string Kind, string Id)>> PurgeBatchAsync(
        string tenant,
        int count,
        CancellationToken cancellationToken
    );
}
