using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Sites;

/// <summary>What every change of a site carries.</summary>
[GenerateSerializer, Immutable, Alias("scim.SiteCommand")]
public abstract record SiteCommand
{
    /// <summary>Who asks.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }
}

/// <summary>Create the site. The gateway chose a fresh id, so the grain writes without reading first.</summary>
[GenerateSerializer, Immutable, Alias("scim.CreateSite")]
public sealed record CreateSite : SiteCommand
{
    /// <summary>The name to show; no other site of the tenant has it.</summary>
    [Id(0)]
    public required string Name { get; init; }
}

/// <summary>Give the site another name.</summary>
[GenerateSerializer, Immutable, Alias("scim.RenameSite")]
public sealed record RenameSite : SiteCommand
{
    /// <summary>The new name.</summary>
    [Id(0)]
    public required string Name { get; init; }
}

/// <summary>Delete the site.</summary>
[GenerateSerializer, Immutable, Alias("scim.DeleteSite")]
public sealed record DeleteSite : SiteCommand;

/// <summary>Give a group a role.</summary>
[GenerateSerializer, Immutable, Alias("scim.PermitGroup")]
public sealed record GrantSiteRole : SiteCommand
{
    /// <summary>The group.</summary>
    [Id(0)]
    public required string GroupId { get; init; }

    /// <summary>The role: one of the tenant's, compared without regard to case.</summary>
    [Id(1)]
    public required string Role { get; init; }
}

/// <summary>Take a group's role away.</summary>
[GenerateSerializer, Immutable, Alias("scim.ForbidGroup")]
public sealed record RevokeSiteRole : SiteCommand
{
    /// <summary>The group.</summary>
    [Id(0)]
    public required string GroupId { get; init; }
}
