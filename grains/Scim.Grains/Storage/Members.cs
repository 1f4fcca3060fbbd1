using Scim.Protocol.Filters;

namespace Scim.Grains.Storage;

/// <summary>A member of a group.</summary>
/// <param name="Id">The member's id.</param>
/// <param name="Type"><c>User</c> or <c>Group</c>.</param>
/// <param name="Display">The member's display name.</param>
public sealed record MemberRow(string Id, string Type, string? Display);

/// <summary>The members of several groups, up to the requested limit.</summary>
/// <param name="rows">The members, ordered by group id and member id.</param>
/// <param name="cutAt">The first group, in the order of ids, whose members are incomplete; null when all members are
/// included.</param>
public sealed class GroupMembersLookup(ILookup<string, MemberRow> rows, string? cutAt)
{
    /// <summary>The included members of a group, ordered by id.</summary>
    public IEnumerable<MemberRow> this[string group] => rows[group];

    /// <summary>Returns whether the group has, or may have, members that are not included.</summary>
    public bool IsTruncated(string group) => cutAt is not null && string.CompareOrdinal(group, cutAt) >= 0;
}

/// <summary>A consistent view of what a group's representation contains besides its own attributes.</summary>
/// <param name="MemberRemovalCount">How many members were removed from the group because they were deleted.</param>
/// <param name="Members">The first members, ordered by id.</param>
/// <param name="HasMore">Whether the group has more members.</param>
public sealed record GroupView(long MemberRemovalCount, IReadOnlyList<MemberRow> Members, bool HasMore);

/// <summary>A query for a page of one group's members.</summary>
public sealed record MembersQuery
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The group.</summary>
    public required string Group { get; init; }

    /// <summary>A filter over the sub-attributes of <c>members</c>, or null for all members.</summary>
    public Filter? Filter { get; init; }

    /// <summary>
    /// The id after which the page begins, or before which it ends when <see cref="IsBackward"/> is set. Null for the
    /// beginning of the list, or its end.
    /// </summary>
    public string? From { get; init; }

    /// <summary>Whether to return the last members before <see cref="From"/>.</summary>
    public bool IsBackward { get; init; }

    /// <summary>The maximum number of members to return.</summary>
    public int Take { get; init; }

    /// <summary>Whether to count all members that the filter selects.</summary>
    public bool ShouldCount { get; init; }

    /// <summary>The cost limits of the query; only <see cref="QueryLimits.Time"/> applies.</summary>
    public QueryLimits Limits { get; init; } = QueryLimits.None;
}

/// <summary>A page of one group's members.</summary>
/// <param name="Total">The number of members that the filter selects, when it was requested.</param>
/// <param name="Members">The members of the page, ordered by id.</param>
public sealed record MembersPage(long? Total, IReadOnlyList<MemberRow> Members);
