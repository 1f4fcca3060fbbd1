namespace Scim.Grains.Storage;

/// <summary>The unique names that are committed.</summary>
public interface INameStore
{
    /// <summary>Names of one partition, in no particular order.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">The resource type.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="limit">Return at most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<string>> ReadNamesAsync(
        string tenant,
        string kind,
        int partition,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The id of the live resource that has <paramref name="foldedName"/>, the oldest where names may repeat and none
    /// is guarded; or null.
    /// </summary>
    Task<string?> FindOwnerAsync(
        string tenant,
        string kind,
        string foldedName,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The id of the live resource that has <paramref name="value"/> at <paramref name="path"/>, or null.
    /// </summary>
    Task<string?> FindOwnerAsync(
        string tenant,
        string kind,
        string path,
        string value,
        CancellationToken cancellationToken
    );
}
