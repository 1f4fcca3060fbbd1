namespace Scim.Grains.Storage;

/// <summary>Names under which storage is registered and state is stored.</summary>
public static class ScimStorageNames
{
    /// <summary>The grain storage provider.</summary>
    public const string Provider = "scim";

    /// <summary>State of users.</summary>
    public const string User = "user";

    /// <summary>State of groups.</summary>
    public const string Group = "group";

    /// <summary>State of resources of types that tenants declared.</summary>
    public const string Custom = "custom";

    /// <summary>How far a tenant's retention walk has come.</summary>
    public const string Retention = "retention";

    /// <summary>Users' sessions.</summary>
    public const string Sessions = "sessions";

    /// <summary>State of tenants.</summary>
    public const string Tenant = "tenant";

    /// <summary>State of sites. Triggers know a site's state by it.</summary>
    public const string Site = "site";
}
