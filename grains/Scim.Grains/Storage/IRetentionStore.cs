namespace Scim.Grains.Storage;

/// <summary>The users of a tenant who may be waiting for their deletion.</summary>
public interface IRetentionStore
{
    /// <summary>
    /// Ids of users who are not active, in their order, from the first behind <paramref name="after"/> on.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="after">The last id of the page before, or the empty string.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<string>> ListInactiveUsersAsync(
        string tenant,
        string after,
        int count,
        CancellationToken cancellationToken
    );
}
