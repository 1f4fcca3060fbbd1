namespace Scim.Grains.Storage;

/// <summary>Queries over the users of a tenant that may be due for deletion.</summary>
public interface IRetentionStore
{
    /// <summary>Lists the ids of inactive users in ascending order, starting after <paramref name="after"/>.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="after">The last id of the previous page, or the empty string for the first page.</param>
    /// <param name="count">The maximum number of ids to return.</param>
    /// <param name="cancellationToken">A token that cancels the query.</param>
    Task<IReadOnlyList<string>> ListInactiveUsersAsync(
        string tenant,
        string after,
        int count,
        CancellationToken cancellationToken
    );
}
