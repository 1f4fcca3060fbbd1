namespace Scim.Grains.Storage;

/// <summary>The names of the storage provider and of the stored grain states.</summary>
public static class ScimStorageNames
{
    /// <summary>The grain storage provider.</summary>
    public const string Provider = "scim";

    /// <summary>State of users.</summary>
    public const string User = "user";

    /// <summary>State of groups.</summary>
    public const string Group = "group";

    /// <summary>State of resources of custom resource types.</summary>
    public const string Custom = "custom";

    /// <summary>Progress of a tenant's retention sweep.</summary>
    public const string Retention = "retention";

    /// <summary>Sessions of users.</summary>
    public const string Sessions = "sessions";

    /// <summary>State of tenants.</summary>
    public const string Tenant = "tenant";

    /// <summary>State of sites. The triggers recognize a site's state by this name.</summary>
    public const string Site = "site";
}
