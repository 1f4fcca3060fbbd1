namespace Scim.Grains.Storage;

/// <summary>Names of the built-in resource types, as stored.</summary>
internal static class ResourceTypeNames
{
    /// <summary>RFC 7643 section 4.1.</summary>
    public const string User = "User";

    /// <summary>RFC 7643 section 4.2.</summary>
    public const string Group = "Group";
}
