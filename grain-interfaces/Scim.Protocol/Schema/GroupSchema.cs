using static Scim.Protocol.Schema.AttributeFactory;

namespace Scim.Protocol.Schema;

/// <summary>
/// The core schema of groups (RFC 7643 sections 4.2 and 8.7.1; displayName is required by erratum 5368).
/// </summary>
internal static class GroupSchema
{
    internal static SchemaDefinition Definition { get; } =
        new()
        {
            Id = SchemaUrns.Group,
            Name = "Group",
            Description = "A set of users and groups",
            Attributes =
            [
                DefineString("displayName", "The group's name").AsRequired(),
                DefineMultiValued(
                    "members",
                    "Who belongs to the group",
                    DefineString("value", "The member's id").AsImmutable(),
                    DefineReference("$ref", "The member's address", "User", "Group").AsImmutable(),
                    (
                        DefineString("type", "Whether the member is a user or a group") with
                        {
                            CanonicalValues = ["User", "Group"],
                        }
                    ).AsImmutable(),
                    DefineString("display", "The member's name").AsReadOnly()
                ),
            ],
        };
}
