using Scim.GrainInterfaces.Tenants;

namespace Scim.Grains.Storage;

/// <summary>Lists the tenants of the installation and removes the data of deleted tenants.</summary>
public interface ITenantStore
{
    /// <summary>Lists the live tenants by id, starting after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<TenantInfo>> ListTenantsAsync(string after, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Removes at most <paramref name="count"/> resources and sites of a tenant with everything that belongs to them:
    /// state rows (including tombstones), projections, members and change log. Can be repeated after a crash.
    /// </summary>
    /// <returns>
    /// The resource type and id of each removed state; empty when nothing is left. For a state that is not a resource,
    /// the type is a slash followed by the name under which the state is stored.
    /// </returns>
    Task<IReadOnlyList<(string Type, string Id)>> PurgeBatchAsync(
        string tenant,
        int count,
        CancellationToken cancellationToken
    );
}
