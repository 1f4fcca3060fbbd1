namespace Scim.Grains.Storage;

/// <summary>Queries over the committed unique names and values.</summary>
public interface INameStore
{
    /// <summary>Reads the names of one partition, in no particular order.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="type">The name of the resource type.</param>
    /// <param name="partition">The partition of the names.</param>
    /// <param name="limit">The maximum number of names to return.</param>
    /// <param name="cancellationToken">A token that cancels the query.</param>
    Task<IReadOnlyList<string>> ReadNamesAsync(
        string tenant,
        string type,
        int partition,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Finds the live resource that has a name.</summary>
    /// <remarks>
    /// Where names may repeat and no resource holds the name exclusively, the oldest resource is returned.
    /// </remarks>
    /// <returns>The id of the resource that has <paramref name="foldedName"/>, or null.</returns>
    Task<string?> FindOwnerAsync(string tenant, string type, string foldedName, CancellationToken cancellationToken);

    /// <summary>Finds the live resource that has a unique value.</summary>
    /// <remarks>
    /// At <see cref="StoredUniqueValue.ExternalIdPath"/>, externalIds that were stored while the tenant allowed
    /// duplicates are found as well. Where resources share one and none holds it exclusively, the oldest is returned.
    /// </remarks>
    /// <returns>The id of the resource that has <paramref name="value"/> at <paramref name="path"/>, or null.</returns>
    Task<string?> FindOwnerAsync(
        string tenant,
        string type,
        string path,
        string value,
        CancellationToken cancellationToken
    );
}
