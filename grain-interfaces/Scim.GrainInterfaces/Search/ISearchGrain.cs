namespace Scim.GrainInterfaces.Search;

/// <summary>
/// Searches a tenant's users and groups for the hosting product. The key is <see cref="ResourceKey.ForSearch"/>.
/// </summary>
/// <remarks>
/// A stateless worker. Each query runs in the database and sees everything that was committed before it started.
/// </remarks>
[Alias("scim.ISearchGrain"), GrainInterfaceType("scim.search")]
public interface ISearchGrain : IGrainWithStringKey
{
    /// <summary>Finds active users and groups by the words of a query, best match first.</summary>
    /// <returns>The matches; or InvalidValue when the query is too long.</returns>
    [Alias("Search")]
    Task<ScimResult<SearchReply>> Search(SearchQuery query, CancellationToken cancellationToken = default);

    /// <summary>Returns a user, active or not.</summary>
    /// <returns>The user, or NotFound.</returns>
    [Alias("GetUser"), ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<PersonSummary>> GetUser(string userId, CancellationToken cancellationToken = default);

    /// <summary>Returns a group.</summary>
    /// <returns>The group, or NotFound.</returns>
    [Alias("GetGroup"), ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<GroupSummary>> GetGroup(string groupId, CancellationToken cancellationToken = default);
}
