namespace Scim.Grains.Storage;

/// <summary>Looks users and groups up by what people call them.</summary>
public interface ISearchStore
{
    /// <summary>
    /// Those who have a word beginning with each of <paramref name="words"/>, best first: whole words before
    /// beginnings, names before addresses before titles. Costs the same however many there are: of those who have the
    /// longest word only the first so many are looked at.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">The resource type's name.</param>
    /// <param name="words">The words, from <see cref="Search.SearchTokenizer.TokenizeQuery"/>.</param>
    /// <param name="count">Return at most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<FoundResource>> SearchResourcesAsync(
        string tenant,
        string kind,
        IReadOnlyList<string> words,
        int count,
        CancellationToken cancellationToken
    );

    /// <summary>One resource, active or not; null when there is none.</summary>
    Task<FoundResource?> FindResourceAsync(
        string tenant,
        string kind,
        string id,
        CancellationToken cancellationToken
    );
}

/// <summary>A resource that was looked up.</summary>
/// <param name="Id">The id.</param>
/// <param name="IsActive">Whether the user is active; true for others.</param>
/// <param name="Document">The canonical document, UTF-8 JSON.</param>
public sealed record FoundResource(string Id, bool IsActive, ReadOnlyMemory<byte> Document);
