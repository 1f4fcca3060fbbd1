using static Scim.Protocol.Schema.AttributeFactory;

namespace Scim.Protocol.Schema;

/// <summary>
/// The group schema (RFC 7643 sections 4.2 and 8.7.1; displayName is required by erratum 5368).
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
                DefineString("displayName", "The name of the group") with
                {
                    Required = true,
                    IsName = true,
                },
                DefineMultiValued(
                    "members",
                    "The members of the group",
                    DefineString("value", "The id of the member").AsImmutable(),
                    DefineReference("$ref", "The URI of the member", "User", "Group").AsImmutable(),
                    (
                        DefineString("type", "Whether the member is a user or a group") with
                        {
                            CanonicalValues = ["User", "Group"],
                        }
                    ).AsImmutable(),
                    DefineString("display", "The name of the member").AsReadOnly()
                ),
            ],
        };
}
