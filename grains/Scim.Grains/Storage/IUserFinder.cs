namespace Scim.Grains.Storage;

/// <summary>Finds committed users by what is not unique.</summary>
public interface IUserFinder
{
    /// <summary>The ids of users who have an externalId.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="externalId">The externalId, compared character by character.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<string>> FindByExternalIdAsync(
        string tenant,
        string externalId,
        int count,
        CancellationToken cancellationToken
    );
}
