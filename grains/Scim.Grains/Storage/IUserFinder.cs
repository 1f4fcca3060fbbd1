namespace Scim.Grains.Storage;

/// <summary>Finds committed users by attributes that are not unique.</summary>
public interface IUserFinder
{
    /// <summary>Finds the ids of the users that have an externalId.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="externalId">The externalId. The comparison is case-exact.</param>
    /// <param name="count">The maximum number of ids to return.</param>
    /// <param name="cancellationToken">A token that cancels the query.</param>
    Task<IReadOnlyList<string>> FindByExternalIdAsync(
        string tenant,
        string externalId,
        int count,
        CancellationToken cancellationToken
    );
}
