using Scim.Protocol.Filters;

namespace Scim.Grains.Storage;

/// <summary>A member of a group.</summary>
/// <param name="Id">The member's id.</param>
/// <param name="Type"><c>User</c> or <c>Group</c>.</param>
/// <param name="Display">The member's name to show.</param>
public sealed record MemberRow(string Id, string Type, string? Display);

/// <summary>Members of several groups, as many as were asked for.</summary>
/// <param name="rows">In the order of group and member ids.</param>
/// <param name="cutAt">The first group, in the order of ids, whose members are not all here; null: all are.</param>
public sealed class GroupMembersLookup(ILookup<string, MemberRow> rows, string? cutAt)
{
    /// <summary>The members of a group that are here, in the order of their ids.</summary>
    public IEnumerable<MemberRow> this[string group] => rows[group];

    /// <summary>Whether the group has, or may have, members that are not here.</summary>
    public bool IsTruncated(string group) =>
        cutAt is not null && string.CompareOrdinal(group, cutAt) >= 0;
}

/// <summary>What a group shows besides its own attributes, of one moment.</summary>
/// <param name="MemberRemovalCount">How often it lost a member because that member was deleted.</param>
/// <param name="Members">Its first members, in the order of their ids.</param>
/// <param name="HasMore">Whether there are more.</param>
public sealed record GroupView(
    long MemberRemovalCount,
    IReadOnlyList<MemberRow> Members,
    bool HasMore
);

/// <summary>A page of one group's members.</summary>
public sealed record MembersQuery
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The group.</summary>
    public required string Group { get; init; }

    /// <summary>A filter over the sub-attributes of <c>members</c>, or null.</summary>
    public Filter? Filter { get; init; }

    /// <summary>
    /// The id behind which the page begins, or before which it ends; null: the list's beginning, or its end.
    /// </summary>
    public string? From { get; init; }

    /// <summary>The page lies before <see cref="From"/>.</summary>
    public bool IsBackward { get; init; }

    /// <summary>How many to return at most.</summary>
    public int Take { get; init; }

    /// <summary>Whether to count all that the filter selects.</summary>
    public bool ShouldCount { get; init; }

    /// <summary>How much the query may cost; only the time counts.</summary>
    public QueryLimits Limits { get; init; } = QueryLimits.None;
}

/// <summary>A page of one group's members.</summary>
/// <param name="Total">How many the filter selects, where that was asked for.</param>
/// <param name="Members">The page, in the order of ids.</param>
public sealed record MembersPage(long? Total, IReadOnlyList<MemberRow> Members);
