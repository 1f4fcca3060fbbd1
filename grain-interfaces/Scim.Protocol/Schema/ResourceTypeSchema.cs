using static Scim.Protocol.Schema.AttributeFactory;

namespace Scim.Protocol.Schema;

/// <summary>The schema of resource types (RFC 7643 sections 6 and 8.7.2).</summary>
internal static class ResourceTypeSchema
{
    internal static SchemaDefinition Definition { get; } =
        new()
        {
            Id = SchemaUrns.ResourceType,
            Name = "ResourceType",
            Description = "A kind of resource and the schemas it is made of",
            Attributes =
            [
                .. new[]
                {
                    DefineString("id", "The resource type's identifier, the same as its name"),
                    DefineString(
                            "name",
                            "The resource type's name, which is also its resources' meta.resourceType"
                        )
                        .AsRequired(),
                    DefineString("description", "What resources of this type are"),
                    DefineReference(
                            "endpoint",
                            "The path below the base address where resources of this type are found",
                            "uri"
                        )
                        .AsRequired(),
                    DefineReference("schema", "The URN of the core schema", "uri").AsRequired(),
                    DefineMultiValued(
                        "schemaExtensions",
                        "The schemas that extend the core schema",
                        DefineReference("schema", "The extension's URN", "uri").AsRequired(),
                        DefineBoolean(
                                "required",
                                "Whether every resource of this type must have the extension"
                            )
                            .AsRequired()
                    ),
                }.Select(a => a.AsReadOnly()),
            ],
        };
}
