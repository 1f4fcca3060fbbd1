namespace Scim.GrainInterfaces.Sites;

/// <summary>A site.</summary>
[GenerateSerializer, Immutable, Alias("scim.SiteInfo")]
public sealed record SiteInfo
{
    /// <summary>The site's id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The display name.</summary>
    [Id(1)]
    public required string Name { get; init; }
}

/// <summary>A group's role on a site.</summary>
[GenerateSerializer, Immutable, Alias("scim.SiteGrant")]
public sealed record SiteGrant
{
    /// <summary>The id of the group.</summary>
    [Id(0)]
    public required string GroupId { get; init; }

    /// <summary>The group's displayName.</summary>
    [Id(1)]
    public string? GroupName { get; init; }

    /// <summary>The role.</summary>
    [Id(2)]
    public required string Role { get; init; }
}

/// <summary>A site that a user can open.</summary>
[GenerateSerializer, Immutable, Alias("scim.UserSite")]
public sealed record UserSite
{
    /// <summary>The site's id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The site's display name.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>The user's strongest role on the site.</summary>
    [Id(2)]
    public required string Role { get; init; }
}

/// <summary>A user's access to a site.</summary>
[GenerateSerializer, Immutable, Alias("scim.SiteAccess")]
public sealed record SiteAccess
{
    /// <summary>The user's strongest role on the site, or null when the user has none.</summary>
    [Id(0)]
    public string? Role { get; init; }
}

/// <summary>Selects one page of a list.</summary>
/// <remarks>
/// Lists use keyset pagination in a fixed order, so every page costs the same regardless of its position.
/// </remarks>
[GenerateSerializer, Immutable, Alias("scim.PageQuery")]
public sealed record PageQuery
{
    /// <summary>The <see cref="Page{T}.Next"/> value of the previous page; empty for the first page.</summary>
    [Id(0)]
    public string After { get; init; } = "";

    /// <summary>The maximum number of items to return.</summary>
    [Id(1)]
    public required int Count { get; init; }
}

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
[GenerateSerializer, Immutable, Alias("scim.Page`1")]
public sealed record Page<T>
{
    /// <summary>The items of the page.</summary>
    [Id(0)]
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>
    /// The value of <see cref="PageQuery.After"/> for the next page; null when this is the last page.
    /// </summary>
    [Id(1)]
    public string? Next { get; init; }
}
