namespace Scim.GrainInterfaces.Search;

/// <summary>
/// Looks users and groups up for the hosting product, from the database. A stateless worker; what was committed before
/// the question is in the answer. The key is <see cref="ResourceKey.ForSearch"/>.
/// </summary>
[Alias("scim.ISearchGrain"), GrainInterfaceType("scim.search")]
public interface ISearchGrain : IGrainWithStringKey
{
    /// <summary>Active users and groups who are called like the query, best first.</summary>
    /// <returns>Those found, or InvalidValue for a query that is too long.</returns>
    [Alias("Search")]
    Task<ScimResult<SearchReply>> Search(
        SearchQuery query,
        CancellationToken cancellationToken = default
    );

    /// <summary>One user, active or not.</summary>
    /// <returns>The user, or NotFound.</returns>
    [Alias("User"), ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<PersonSummary>> GetUser(
        string userId,
        CancellationToken cancellationToken = default
    );

    /// <summary>One group.</summary>
    /// <returns>The group, or NotFound.</returns>
    [Alias("Group"), ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<GroupSummary>> GetGroup(
        string groupId,
        CancellationToken cancellationToken = default
    );
}
