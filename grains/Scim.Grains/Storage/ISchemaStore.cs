using Scim.Protocol.CustomSchemas;

namespace Scim.Grains.Storage;

/// <summary>
/// What a change of a tenant's schemas needs to know of the committed resources, and does to what is derived from them.
/// </summary>
public interface ISchemaStore
{
    /// <summary>
    /// The first rule that the tenant's resources break, or null. <see cref="StoredRule.DistinctValues"/> is not looked
    /// at: see <see cref="ReserveValuesAsync"/>.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<StoredRule?> FindFirstViolationAsync(
        string tenant,
        IReadOnlyList<StoredRule> rules,
        CancellationToken cancellationToken
    );

    /// <summary>Enters the present values of an attribute among the unique ones. May be repeated.</summary>
    /// <returns>False when two resources share a value or one is too long; nothing is entered then.</returns>
    Task<bool> ReserveValuesAsync(
        string tenant,
        string kind,
        StoredAttributePath place,
        CancellationToken cancellationToken
    );

    /// <summary>Removes the values of an attribute from among the unique ones.</summary>
    Task ReleaseValuesAsync(
        string tenant,
        string kind,
        string path,
        CancellationToken cancellationToken
    );
}
