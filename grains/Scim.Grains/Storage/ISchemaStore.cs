using Scim.Protocol.CustomSchemas;

namespace Scim.Grains.Storage;

/// <summary>
/// Checks the committed resources against a change of the tenant's schemas, and maintains the unique values that are
/// derived from them.
/// </summary>
public interface ISchemaStore
{
    /// <summary>
    /// Finds the first rule that the tenant's resources violate. <see cref="StoredRule.DistinctValues"/> is not checked
    /// here: see <see cref="ReserveValuesAsync"/>.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="rules">The rules to check.</param>
    /// <param name="cancellationToken">A token that cancels the query.</param>
    /// <returns>The violated rule, or null.</returns>
    Task<StoredRule?> FindFirstViolationAsync(
        string tenant,
        IReadOnlyList<StoredRule> rules,
        CancellationToken cancellationToken
    );

    /// <summary>Reserves the current values of an attribute as unique values. Idempotent.</summary>
    /// <returns>False, with nothing reserved, when two resources share a value or a value is too long.</returns>
    Task<bool> ReserveValuesAsync(
        string tenant,
        string type,
        StoredAttributePath path,
        CancellationToken cancellationToken
    );

    /// <summary>Releases the unique values of an attribute. Idempotent.</summary>
    Task ReleaseValuesAsync(string tenant, string type, string path, CancellationToken cancellationToken);
}
