namespace Scim.Grains.Storage;

/// <summary>Searches users and groups by their names, addresses and titles.</summary>
public interface ISearchStore
{
    /// <summary>Finds resources that have, for each of <paramref name="words"/>, a word beginning with it.</summary>
    /// <remarks>
    /// Best matches come first: whole words before prefixes, names before addresses before titles. The cost does not
    /// depend on the number of matches, because only a bounded number of the resources that match the longest word is
    /// examined.
    /// </remarks>
    /// <param name="tenant">The tenant.</param>
    /// <param name="type">The resource type's name.</param>
    /// <param name="words">The words to search for, from <see cref="Search.SearchTokenizer.TokenizeQuery"/>.</param>
    /// <param name="count">The maximum number of resources to return.</param>
    /// <param name="cancellationToken">A token that cancels the query.</param>
    Task<IReadOnlyList<FoundResource>> SearchResourcesAsync(
        string tenant,
        string type,
        IReadOnlyList<string> words,
        int count,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Finds one resource by id, active or not, with the time of its deactivation. Returns null when it does not exist.
    /// </summary>
    Task<FoundResource?> FindResourceAsync(string tenant, string type, string id, CancellationToken cancellationToken);
}

/// <summary>A resource that was found.</summary>
/// <param name="Id">The id.</param>
/// <param name="IsActive">Whether the user is active; true for other resource types.</param>
/// <param name="Document">The canonical document as UTF-8 JSON.</param>
/// <param name="DeactivatedAt">The time when the user was deactivated; null unless it was asked for.</param>
public sealed record FoundResource(
    string Id,
    bool IsActive,
    ReadOnlyMemory<byte> Document,
    DateTimeOffset? DeactivatedAt = null
);
