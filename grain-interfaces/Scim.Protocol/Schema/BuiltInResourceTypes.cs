namespace Scim.Protocol.Schema;

/// <summary>The resource types of RFC 7643 section 4.</summary>
public static class BuiltInResourceTypes
{
    /// <summary>Users at <c>/Users</c>, with the enterprise extension.</summary>
    public static ResourceType User { get; } =
        new(
            "User",
            "/Users",
            "User Account",
            BuiltInSchemas.User,
            [new SchemaExtension(BuiltInSchemas.EnterpriseUser, Required: false)]
        );

    /// <summary>Groups at <c>/Groups</c>.</summary>
    public static ResourceType Group { get; } =
        new("Group", "/Groups", "A set of users and groups", BuiltInSchemas.Group, []);
}
