namespace Scim.Protocol.Schema;

/// <summary>The attributes that every resource has, whatever its schemas (RFC 7643 sections 3 and 3.1).</summary>
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
            Description = "Attributes that every resource has",
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
                    Description = "The URNs of the schemas whose attributes the resource holds",
                },
                new()
                {
                    Name = "id",
                    CaseExact = true,
                    Mutability = Mutability.ReadOnly,
                    Returned = Returned.Always,
                    Uniqueness = Uniqueness.Server,
                    Description =
                        "The identifier the server gave the resource; it never changes and is never used again",
                },
                new()
                {
                    Name = "externalId",
                    CaseExact = true,
                    Description = "The identifier the provisioning client knows the resource by",
                },
                new()
                {
                    Name = "meta",
                    Type = AttributeType.Complex,
                    Mutability = Mutability.ReadOnly,
                    Description = "What the server knows about the resource itself",
                    SubAttributes =
                    [
                        DefineReadOnly(
                            "resourceType",
                            AttributeType.String,
                            "The name of the resource's type"
                        ),
                        DefineReadOnly(
                            "created",
                            AttributeType.DateTime,
                            "When the resource was created"
                        ),
                        DefineReadOnly(
                            "lastModified",
                            AttributeType.DateTime,
                            "When the resource was last changed"
                        ),
                        DefineReadOnly(
                            "location",
                            AttributeType.Reference,
                            "The resource's address"
                        ) with
                        {
                            ReferenceTypes = ["uri"],
                        },
                        DefineReadOnly(
                            "version",
                            AttributeType.String,
                            "The entity tag of the resource's present state"
                        ),
                    ],
                },
            ],
        };

    private static AttributeDefinition DefineReadOnly(
        string name,
        AttributeType type,
        string description
    ) =>
        new()
        {
            Name = name,
            Type = type,
            Description = description,
            Mutability = Mutability.ReadOnly,
            CaseExact = type != AttributeType.DateTime,
        };
}
