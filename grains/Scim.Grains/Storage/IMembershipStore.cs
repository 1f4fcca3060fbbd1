using Scim.Protocol.Filters;

namespace Scim.Grains.Storage;

/// <summary>Queries that a group needs before it commits a change of its membership.</summary>
public interface IMembershipStore
{
    /// <summary>Looks up candidates for membership by id.</summary>
    /// <returns>
    /// One entry for each id that is a live user or group of the tenant, or a current member of the group.
    /// </returns>
    Task<IReadOnlyDictionary<string, MemberCandidate>> FindCandidatesAsync(
        string tenant,
        string groupId,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Finds the ids of the group's members that match a filter over the sub-attributes of <c>members</c>.
    /// </summary>
    Task<IReadOnlyList<string>> FindMatchingMembersAsync(
        string tenant,
        string groupId,
        Filter inner,
        CancellationToken cancellationToken
    );

    /// <summary>Returns whether the group has at least one member.</summary>
    Task<bool> HasMembersAsync(string tenant, string groupId, CancellationToken cancellationToken);

    /// <summary>
    /// Returns whether any of <paramref name="groups"/> contains <paramref name="groupId"/>, directly or through
    /// nesting. Adding that group as a member would create a cycle.
    /// </summary>
    Task<bool> IsNestedInAsync(
        string tenant,
        IReadOnlyCollection<string> groups,
        string groupId,
        CancellationToken cancellationToken
    );
}

/// <summary>A candidate for membership.</summary>
/// <param name="Type"><c>User</c> or <c>Group</c>.</param>
/// <param name="IsMember">Whether the candidate is already a direct member.</param>
public readonly record struct MemberCandidate(string Type, bool IsMember);
