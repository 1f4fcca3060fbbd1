namespace Scim.Protocol.Schema;

/// <summary>The names of the built-in resource types. They are also stored, so they never change.</summary>
public static class ResourceTypeNames
{
    /// <summary>The User resource type (RFC 7643 section 4.1).</summary>
    public const string User = "User";

    /// <summary>The Group resource type (RFC 7643 section 4.2).</summary>
    public const string Group = "Group";
}
