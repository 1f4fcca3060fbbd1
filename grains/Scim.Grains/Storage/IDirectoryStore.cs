using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Storage;

/// <summary>
/// Queries over the committed resources of a tenant. Every method is one parameterised statement, or one for each page
/// of members.
/// </summary>
public interface IDirectoryStore
{
    /// <summary>Finds resources of one or several types.</summary>
    /// <exception cref="Protocol.Errors.ScimException">InvalidFilter: an attribute that is stored nowhere. TooMany: see
    /// <see cref="QueryLimits"/>.</exception>
    Task<DirectoryPage> ListResourcesAsync(
        DirectoryQuery query,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The groups that each of <paramref name="members"/> is in, directly or through nesting; a direct membership hides
    /// an indirect one.
    /// </summary>
    /// <returns>Ordered by group id within each member; a member in no group is absent.</returns>
    Task<ILookup<string, GroupRow>> ReadGroupsByMemberAsync(
        string tenant,
        IReadOnlyCollection<string> members,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The members of each of <paramref name="groups"/>, as many as <paramref name="limit"/> in all: the memory that an
    /// answer takes.
    /// </summary>
    Task<GroupMembersLookup> ReadMembersByGroupAsync(
        string tenant,
        IReadOnlyCollection<string> groups,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// What a group shows besides its own attributes, with <paramref name="limit"/> members at most; null when there is
    /// no such group.
    /// </summary>
    Task<GroupView?> ReadGroupViewAsync(
        string tenant,
        string group,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>A page of a group's members; null when there is no such group.</summary>
    /// <exception cref="Protocol.Errors.ScimException">InvalidFilter: an attribute that is stored nowhere. TooMany: see
    /// <see cref="QueryLimits"/>.</exception>
    Task<MembersPage?> ListMembersAsync(MembersQuery query, CancellationToken cancellationToken);
}

/// <summary>A query whose filters were resolved against the tenant's schemas.</summary>
public sealed record DirectoryQuery
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>
    /// The types to search, each with its own resolution of the filter (null: all of the type); a type in which the
    /// filter names an unknown attribute is left out.
    /// </summary>
    public required IReadOnlyList<(ResourceType Type, Filter? Filter)> Targets { get; init; }

    /// <summary>
    /// What to sort by, resolved for each of <see cref="Targets"/> in turn (null where the type has no such attribute);
    /// empty: by id, which is the order of creation.
    /// </summary>
    public IReadOnlyList<AttributePath?> SortBy { get; init; } = [];

    /// <summary>
    /// Sort downwards. Resources without a value come last upwards and first downwards (RFC 7644 section 3.4.2.3).
    /// </summary>
    public bool IsDescending { get; init; }

    /// <summary>
    /// Where to begin: behind this place in the list, or before it with <see cref="IsBackward"/>. Null: at the list's
    /// beginning, or its end.
    /// </summary>
    public ListPosition? From { get; init; }

    /// <summary>Take the resources that come last before <see cref="From"/>, still in the list's order.</summary>
    public bool IsBackward { get; init; }

    /// <summary>How many resources to skip, not with <see cref="IsBackward"/>.</summary>
    public int Skip { get; init; }

    /// <summary>How many to return at most; 0 counts only.</summary>
    public int Take { get; init; }

    /// <summary>
    /// How many resources the filter selected when the walk began, where that is known: helps to choose between index
    /// and order.
    /// </summary>
    public long? KnownTotal { get; init; }

    /// <summary>How much the query may cost.</summary>
    public QueryLimits Limits { get; init; } = QueryLimits.None;
}

/// <summary>How much a query may cost before it is refused (<c>tooMany</c>).</summary>
/// <param name="MaxUnindexed">How many resources a filter or an order without an index may have to look at; looked at
/// only where a list begins.</param>
/// <param name="Time">How long the database may work.</param>
public sealed record QueryLimits(long MaxUnindexed, TimeSpan Time)
{
    /// <summary>No limits.</summary>
    public static QueryLimits None { get; } = new(long.MaxValue, Timeout.InfiniteTimeSpan);
}

/// <summary>A place in a sorted list: right behind the resource that was there, whether or not it still is.</summary>
/// <param name="Key">The value it was sorted by: text, a number, a truth value or null; null in the order of
/// creation.</param>
/// <param name="Id">The resource's id, which orders resources of one key.</param>
public sealed record ListPosition(object? Key, string Id);

/// <summary>One page of resources.</summary>
/// <param name="Total">How many resources the filter selects; null where a filtered list is continued, since that would
/// mean to count again.</param>
/// <param name="Rows">The page.</param>
public sealed record DirectoryPage(long? Total, IReadOnlyList<ResourceRow> Rows);

/// <summary>A resource as it is stored.</summary>
/// <param name="ResourceType">The resource type's name.</param>
/// <param name="Id">The id.</param>
/// <param name="Version">The version.</param>
/// <param name="Created">When it was created.</param>
/// <param name="LastModified">When it was last modified.</param>
/// <param name="Document">The canonical document, UTF-8 JSON.</param>
public sealed record ResourceRow(
    string ResourceType,
    string Id,
    long Version,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    ReadOnlyMemory<byte> Document
)
{
    /// <summary>Where the resource is in the list that it was found in.</summary>
    public ListPosition Position { get; init; } = new(null, Id);

    /// <summary>How often a group lost a member because that member was deleted.</summary>
    public long MemberRemovalCount { get; init; }
}

/// <summary>A group that somebody is in.</summary>
/// <param name="Id">The group's id.</param>
/// <param name="Display">Its displayName.</param>
/// <param name="IsDirect">Whether the membership is direct.</param>
public sealed record GroupRow(string Id, string? Display, bool IsDirect);
