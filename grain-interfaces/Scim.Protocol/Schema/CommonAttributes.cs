namespace Scim.Protocol.Schema;

/// <summary>The attributes of every resource, regardless of its schemas (RFC 7643 sections 3 and 3.1).</summary>
public static class CommonAttributes
{
    /// <summary>
    /// The common attributes as a schema of their own. It has no URN, so its <see cref="SchemaDefinition.Id"/> is
    /// empty.
    /// </summary>
    public static SchemaDefinition Schema { get; } =
        new()
        {
            Id = "",
            Name = "Common",
            Description = "Attributes of every resource",
            Attributes =
            [
                new()
                {
                    Name = "schemas",
                    Type = AttributeType.Reference,
                    MultiValued = true,
                    Required = true,
                    CaseExact = true,
                    Returned = Returned.Always,
                    ReferenceTypes = ["uri"],
                    Description = "The URNs of the schemas whose attributes the resource contains",
                },
                new()
                {
                    Name = "id",
                    CaseExact = true,
                    Mutability = Mutability.ReadOnly,
                    Returned = Returned.Always,
                    Uniqueness = Uniqueness.Server,
                    Description =
                        "The identifier that the server assigned to the resource; it never changes and is never reused",
                },
                new()
                {
                    Name = "externalId",
                    CaseExact = true,
                    Description = "The identifier of the resource at the provisioning client",
                },
                new()
                {
                    Name = "meta",
                    Type = AttributeType.Complex,
                    Mutability = Mutability.ReadOnly,
                    Description = "Metadata about the resource, maintained by the server",
                    SubAttributes =
                    [
                        DefineReadOnly("resourceType", AttributeType.String, "The name of the resource type"),
                        DefineReadOnly("created", AttributeType.DateTime, "When the resource was created"),
                        DefineReadOnly("lastModified", AttributeType.DateTime, "When the resource was last changed"),
                        DefineReadOnly("location", AttributeType.Reference, "The URI of the resource") with
                        {
                            ReferenceTypes = ["uri"],
                        },
                        DefineReadOnly(
                            "version",
                            AttributeType.String,
                            "The entity tag of the current version of the resource"
                        ),
                    ],
                },
            ],
        };

    private static AttributeDefinition DefineReadOnly(string name, AttributeType type, string description) =>
        new()
        {
            Name = name,
            Type = type,
            Description = description,
            Mutability = Mutability.ReadOnly,
            CaseExact = type != AttributeType.DateTime,
        };
}
