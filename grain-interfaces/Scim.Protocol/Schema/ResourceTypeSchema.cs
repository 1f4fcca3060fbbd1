using static Scim.Protocol.Schema.Define;

namespace Scim.Protocol.Schema;

/// <summary>The schema of resource types (RFC 7643 sections 6 and 8.7.2).</summary>
internal static class ResourceTypeSchema
{
    internal static SchemaDefinition Definition { get; } = new()
    {
        Id = SchemaUrns.ResourceType,
        Name = "ResourceType",
        Description = "A kind of resource and the schemas it is made of",
        Attributes =
        [
            .. new[]
            {
                Text("id", "The resource type's identifier, the same as its name"),
                Text("name", "The resource type's name, which is also its resources' meta.resourceType").Required(),
                Text("description", "What resources of this type are"),
                Reference("endpoint", "The path below the base address where resources of this type are found", "uri").Required(),
                Reference("schema", "The URN of the core schema", "uri").Required(),
                List(
                    "schemaExtensions", "The schemas that extend the core schema",
                    Reference("schema", "The extension's URN", "uri").Required(),
                    Flag("required", "Whether every resource of this type must have the extension").Required()),
            }.Select(a => a.ReadOnly()),
        ],
    };
}
