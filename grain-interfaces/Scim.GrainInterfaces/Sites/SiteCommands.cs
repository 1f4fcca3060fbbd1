using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Sites;

/// <summary>The common part of all changes to a site.</summary>
[GenerateSerializer, Immutable, Alias("scim.SiteCommand")]
public abstract record SiteCommand
{
    /// <summary>The origin of the request.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }
}

/// <summary>Creates a site.</summary>
/// <remarks>The gateway generates the id, so the grain writes without reading first.</remarks>
[GenerateSerializer, Immutable, Alias("scim.CreateSite")]
public sealed record CreateSite : SiteCommand
{
    /// <summary>The display name, unique among the tenant's sites.</summary>
    [Id(0)]
    public required string Name { get; init; }
}

/// <summary>Renames a site.</summary>
[GenerateSerializer, Immutable, Alias("scim.RenameSite")]
public sealed record RenameSite : SiteCommand
{
    /// <summary>The new display name.</summary>
    [Id(0)]
    public required string Name { get; init; }
}

/// <summary>Deletes a site.</summary>
[GenerateSerializer, Immutable, Alias("scim.DeleteSite")]
public sealed record DeleteSite : SiteCommand;

/// <summary>Grants a group a role on a site.</summary>
[GenerateSerializer, Immutable, Alias("scim.GrantSiteRole")]
public sealed record GrantSiteRole : SiteCommand
{
    /// <summary>The id of the group.</summary>
    [Id(0)]
    public required string GroupId { get; init; }

    /// <summary>One of the tenant's roles, compared case-insensitively.</summary>
    [Id(1)]
    public required string Role { get; init; }
}

/// <summary>Revokes a group's role on a site.</summary>
[GenerateSerializer, Immutable, Alias("scim.RevokeSiteRole")]
public sealed record RevokeSiteRole : SiteCommand
{
    /// <summary>The id of the group.</summary>
    [Id(0)]
    public required string GroupId { get; init; }
}
