using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Storage;

/// <summary>Queries over the committed resources of a tenant. Every method is one parameterised statement, or one for each page of members.</summary>
public interface IDirectoryStore
{
    /// <summary>Finds resources of one or several types.</summary>
    Task<DirectoryPage> List(DirectoryQuery query, CancellationToken cancellationToken);

    /// <summary>The groups that each of <paramref name="members"/> is in, directly or through nesting; a direct membership hides an indirect one.</summary>
    /// <returns>Ordered by group id within each member; a member in no group is absent.</returns>
    Task<ILookup<string, GroupRow>> GroupsOf(string tenant, IReadOnlyCollection<string> members, CancellationToken cancellationToken);

    /// <summary>The members of each of <paramref name="groups"/>.</summary>
    /// <returns>Ordered by member id within each group; an empty group is absent.</returns>
    Task<ILookup<string, MemberRow>> MembersOf(string tenant, IReadOnlyCollection<string> groups, CancellationToken cancellationToken);
}

/// <summary>A query whose filters were resolved against the tenant's schemas.</summary>
public sealed record DirectoryQuery
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The types to search, each with its own resolution of the filter (null: all of the type); a type in which the filter names an unknown attribute is left out.</summary>
    public required IReadOnlyList<(ResourceType Type, Filter? Filter)> Targets { get; init; }

    /// <summary>What to sort by, resolved for each of <see cref="Targets"/> in turn (null where the type has no such attribute); empty: by id, which is the order of creation.</summary>
    public IReadOnlyList<AttributePath?> SortBy { get; init; } = [];

    /// <summary>Sort downwards. Resources without a value come last upwards and first downwards (RFC 7644 section 3.4.2.3).</summary>
    public bool Descending { get; init; }

    /// <summary>How many resources to skip.</summary>
    public int Skip { get; init; }

    /// <summary>How many to return at most; 0 counts only.</summary>
    public int Take { get; init; }
}

/// <summary>One page of resources.</summary>
/// <param name="Total">How many resources the filter selects.</param>
/// <param name="Rows">The page.</param>
public sealed record DirectoryPage(long Total, IReadOnlyList<ResourceRow> Rows);

/// <summary>A resource as it is stored.</summary>
/// <param name="Kind">The resource type's name.</param>
/// <param name="Id">The id.</param>
/// <param name="Version">The version.</param>
/// <param name="Created">When it was created.</param>
/// <param name="LastModified">When it was last modified.</param>
/// <param name="Document">The canonical document, UTF-8 JSON.</param>
public sealed record ResourceRow(string Kind, string Id, long Version, DateTimeOffset Created, DateTimeOffset LastModified, ReadOnlyMemory<byte> Document);

/// <summary>A group that somebody is in.</summary>
/// <param name="Id">The group's id.</param>
/// <param name="Display">Its displayName.</param>
/// <param name="Direct">Whether the membership is direct.</param>
public sealed record GroupRow(string Id, string? Display, bool Direct);

/// <summary>A member of a group.</summary>
/// <param name="Id">The member's id.</param>
/// <param name="Kind"><c>User</c> or <c>Group</c>.</param>
/// <param name="Display">The member's name to show.</param>
public sealed record MemberRow(string Id, string Kind, string? Display);
