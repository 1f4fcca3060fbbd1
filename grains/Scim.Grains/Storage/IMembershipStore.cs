using Scim.Protocol.Filters;

namespace Scim.Grains.Storage;

/// <summary>What a group needs to know before it commits a change of its membership.</summary>
public interface IMembershipStore
{
    /// <summary>Looks up would-be members by id.</summary>
    /// <returns>
    /// One entry for each id that is a live user or group of the tenant, or a present member of the group.
    /// </returns>
    Task<IReadOnlyDictionary<string, MemberCandidate>> FindCandidatesAsync(
        string tenant,
        string groupId,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The ids of the group's members that a filter over the sub-attributes of <c>members</c> selects.
    /// </summary>
    Task<IReadOnlyList<string>> FindMatchingMembersAsync(
        string tenant,
        string groupId,
        Filter inner,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the group has any member at all.</summary>
    Task<bool> HasMembersAsync(string tenant, string groupId, CancellationToken cancellationToken);

    /// <summary>
    /// Whether some of <paramref name="groups"/> contains <paramref name="groupId"/>, directly or through nesting, so
    /// that adding it would close a circle.
    /// </summary>
    Task<bool> IsNestedInAsync(
        string tenant,
        IReadOnlyCollection<string> groups,
        string groupId,
        CancellationToken cancellationToken
    );
}

/// <summary>What is known of a would-be member.</summary>
/// <param name="Type"><c>User</c> or <c>Group</c>.</param>
/// <param name="IsMember">Whether it is a direct member already.</param>
public readonly record struct MemberCandidate(string Type, bool IsMember);
