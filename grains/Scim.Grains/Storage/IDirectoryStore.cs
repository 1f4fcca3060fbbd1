using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Storage;

/// <summary>
/// Queries over the committed resources of a tenant. Each method runs one parameterized statement, or one statement per
/// page of members.
/// </summary>
public interface IDirectoryStore
{
    /// <summary>Finds resources of one or more resource types.</summary>
    /// <exception cref="Protocol.Errors.ScimException"><c>InvalidFilter</c>: the filter names an attribute that is not
    /// stored. <c>TooMany</c>: the query exceeds its <see cref="QueryLimits"/>.</exception>
    Task<DirectoryPage> ListResourcesAsync(DirectoryQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the groups that contain each of <paramref name="members"/>, directly or through nesting. A direct
    /// membership takes precedence over an indirect one.
    /// </summary>
    /// <returns>
    /// The groups by member id, ordered by group id within each member. A member without groups has no entry.
    /// </returns>
    Task<ILookup<string, GroupRow>> ReadGroupsByMemberAsync(
        string tenant,
        IReadOnlyCollection<string> members,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Reads the members of each of <paramref name="groups"/>, at most <paramref name="limit"/> in total. The limit
    /// bounds the memory that a response takes.
    /// </summary>
    Task<GroupMembersLookup> ReadMembersByGroupAsync(
        string tenant,
        IReadOnlyCollection<string> groups,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Reads what a group's representation contains besides its own attributes, with at most <paramref name="limit"/>
    /// members. Returns null when the group does not exist.
    /// </summary>
    Task<GroupView?> ReadGroupViewAsync(string tenant, string group, int limit, CancellationToken cancellationToken);

    /// <summary>Reads a page of a group's members. Returns null when the group does not exist.</summary>
    /// <exception cref="Protocol.Errors.ScimException"><c>InvalidFilter</c>: the filter names an attribute that is not
    /// stored. <c>TooMany</c>: the query exceeds its <see cref="QueryLimits"/>.</exception>
    Task<MembersPage?> ListMembersAsync(MembersQuery query, CancellationToken cancellationToken);
}

/// <summary>A query whose filters are resolved against the tenant's schemas.</summary>
public sealed record DirectoryQuery
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>
    /// The resource types to search, each with its own resolution of the filter; a null filter selects all resources of
    /// the type. A type is omitted when the filter names an attribute that it does not define.
    /// </summary>
    public required IReadOnlyList<(ResourceType Type, Filter? Filter)> Targets { get; init; }

    /// <summary>
    /// The attribute to sort by, resolved for each of <see cref="Targets"/> in the same order; null where the type does
    /// not define the attribute. When empty, resources are ordered by id, which is the order of creation.
    /// </summary>
    public IReadOnlyList<AttributePath?> SortBy { get; init; } = [];

    /// <summary>
    /// Whether to sort in descending order. Resources without a value come last in ascending order and first in
    /// descending order (RFC 7644 section 3.4.2.3).
    /// </summary>
    public bool IsDescending { get; init; }

    /// <summary>
    /// The position after which the page begins, or before which it ends when <see cref="IsBackward"/> is set. Null for
    /// the beginning of the list, or its end.
    /// </summary>
    public ListPosition? From { get; init; }

    /// <summary>
    /// Whether to return the last resources before <see cref="From"/>, still in the order of the list.
    /// </summary>
    public bool IsBackward { get; init; }

    /// <summary>The number of resources to skip. Cannot be combined with <see cref="IsBackward"/>.</summary>
    public int Skip { get; init; }

    /// <summary>The maximum number of resources to return; 0 only counts.</summary>
    public int Take { get; init; }

    /// <summary>
    /// The number of resources that the filter selected when the first page was read, if known. Helps to choose between
    /// an index on the filter and one on the order.
    /// </summary>
    public long? KnownTotal { get; init; }

    /// <summary>The cost limits of the query.</summary>
    public QueryLimits Limits { get; init; } = QueryLimits.None;
}

/// <summary>The cost limits of a query. A query that exceeds them fails with <c>tooMany</c>.</summary>
/// <param name="MaxUnindexed">The maximum number of resources that a filter or an order without an index may examine.
/// Checked only for the first page of a list.</param>
/// <param name="Time">The maximum time the database may spend on the query.</param>
public sealed record QueryLimits(long MaxUnindexed, TimeSpan Time)
{
    /// <summary>No limits.</summary>
    public static QueryLimits None { get; } = new(long.MaxValue, Timeout.InfiniteTimeSpan);
}

/// <summary>
/// A position in a sorted list: directly after a resource, whether or not that resource still exists.
/// </summary>
/// <param name="Key">The sort value of the resource: a string, a number, a Boolean or null. Null when the list is in
/// the order of creation.</param>
/// <param name="Id">The resource's id, which orders resources with equal sort values.</param>
public sealed record ListPosition(object? Key, string Id);

/// <summary>One page of resources.</summary>
/// <param name="Total">The number of resources that the filter selects. Null when a filtered list is continued, because
/// they would have to be counted again.</param>
/// <param name="Rows">The resources of the page.</param>
public sealed record DirectoryPage(long? Total, IReadOnlyList<ResourceRow> Rows);

/// <summary>A stored resource.</summary>
/// <param name="ResourceType">The resource type's name.</param>
/// <param name="Id">The id.</param>
/// <param name="Version">The version.</param>
/// <param name="Created">The time of creation.</param>
/// <param name="LastModified">The time of the last modification.</param>
/// <param name="Document">The canonical document as UTF-8 JSON.</param>
public sealed record ResourceRow(
    string ResourceType,
    string Id,
    long Version,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    ReadOnlyMemory<byte> Document
)
{
    /// <summary>The resource's position in the list that returned it.</summary>
    public ListPosition Position { get; init; } = new(null, Id);

    /// <summary>How many members were removed from the group because they were deleted.</summary>
    public long MemberRemovalCount { get; init; }
}

/// <summary>A group that contains a member.</summary>
/// <param name="Id">The group's id.</param>
/// <param name="Display">The group's displayName.</param>
/// <param name="IsDirect">Whether the membership is direct.</param>
public sealed record GroupRow(string Id, string? Display, bool IsDirect);
