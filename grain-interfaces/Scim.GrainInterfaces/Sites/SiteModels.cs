namespace Scim.GrainInterfaces.Sites;

/// <summary>A site.</summary>
[GenerateSerializer, Immutable, Alias("scim.SiteInfo")]
public sealed record SiteInfo
{
    /// <summary>The id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The name to show.</summary>
    [Id(1)]
    public required string Name { get; init; }
}

/// <summary>A group's role on a site.</summary>
[GenerateSerializer, Immutable, Alias("scim.SiteGrant")]
public sealed record SiteGrant
{
    /// <summary>The group.</summary>
    [Id(0)]
    public required string GroupId { get; init; }

    /// <summary>The group's displayName.</summary>
    [Id(1)]
    public string? GroupName { get; init; }

    /// <summary>The role.</summary>
    [Id(2)]
    public required string Role { get; init; }
}

/// <summary>A site that a user may open.</summary>
[GenerateSerializer, Immutable, Alias("scim.UserSite")]
public sealed record UserSite
{
    /// <summary>The site's id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The site's name.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>The strongest of his roles there.</summary>
    [Id(2)]
    public required string Role { get; init; }
}

/// <summary>What a user may do on a site.</summary>
[GenerateSerializer, Immutable, Alias("scim.SiteAccess")]
public sealed record SiteAccess
{
    /// <summary>The strongest of his roles there, or null for none.</summary>
    [Id(0)]
    public string? Role { get; init; }
}

/// <summary>
/// Which part of a list is wanted. Lists have an order of their own and are walked by its key, so that a page costs the
/// same wherever it lies.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.PageQuery")]
public sealed record PageQuery
{
    /// <summary>Where the last page ended (<see cref="Page{T}.Next"/>), or empty for the first page.</summary>
    [Id(0)]
    public string After { get; init; } = "";

    /// <summary>How many to return at most.</summary>
    [Id(1)]
    public required int Count { get; init; }
}

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
[GenerateSerializer, Immutable, Alias("scim.Page`1")]
public sealed record Page<T>
{
    /// <summary>The page.</summary>
    [Id(0)]
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>Where the next page goes on, or null when this is the last one.</summary>
    [Id(1)]
    public string? Next { get; init; }
}
