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
            Description = "A type of resource and its schemas",
            Attributes =
            [
                .. new[]
                {
                    DefineString("id", "The identifier of the resource type, which equals its name"),
                    DefineString(
                            "name",
                            "The name of the resource type, which is also the meta.resourceType of its resources"
                        )
                        .AsRequired(),
                    DefineString("description", "The description of the resource type"),
                    DefineReference("endpoint", "The path of the resource type below the base URI", "uri").AsRequired(),
                    DefineReference("schema", "The URN of the core schema", "uri").AsRequired(),
                    DefineMultiValued(
                        "schemaExtensions",
                        "The schemas that extend the core schema",
                        DefineReference("schema", "The URN of the extension", "uri").AsRequired(),
                        DefineBoolean("required", "Whether every resource of the type must have the extension")
                            .AsRequired()
                    ),
                }.Select(a => a.AsReadOnly()),
            ],
        };
}
