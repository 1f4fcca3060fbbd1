using static Scim.Protocol.Schema.Define;

namespace Scim.Protocol.Schema;

/// <summary>The core schema of groups (RFC 7643 sections 4.2 and 8.7.1; displayName is required by erratum 5368).</summary>
internal static class GroupSchema
{
    internal static SchemaDefinition Definition { get; } = new()
    {
        Id = SchemaUrns.Group,
        Name = "Group",
        Description = "A set of users and groups",
        Attributes =
        [
            Text("displayName", "The group's name").Required(),
            List(
                "members", "Who belongs to the group",
                Text("value", "The member's id").Immutable(),
                Reference("$ref", "The member's address", "User", "Group").Immutable(),
                (Text("type", "Whether the member is a user or a group") with { CanonicalValues = ["User", "Group"] }).Immutable(),
                Text("display", "The member's name").ReadOnly()),
        ],
    };
}
