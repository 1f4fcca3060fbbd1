using static Scim.Protocol.Schema.AttributeFactory;

namespace Scim.Protocol.Schema;

/// <summary>The schema of schemas (RFC 7643 sections 7 and 8.7.2).</summary>
internal static class SchemaSchema
{
    internal static SchemaDefinition Definition { get; } =
        new()
        {
            Id = SchemaUrns.Schema,
            Name = "Schema",
            Description = "A schema: the attributes that resources may have",
            Attributes =
            [
                .. new[]
                {
                    DefineReference("id", "The schema's URN", "uri").AsRequired(),
                    DefineString("name", "The schema's readable name"),
                    DefineString("description", "What the schema is for"),
                    DefineMultiValued(
                            "attributes",
                            "The attributes and their characteristics",
                            [
                                .. DefineCharacteristics(),
                                DefineMultiValued(
                                    "subAttributes",
                                    "The sub-attributes of a complex attribute",
                                    [.. DefineCharacteristics()]
                                ),
                            ]
                        )
                        .AsRequired(),
                }.Select(a => a.AsReadOnly()),
            ],
        };

    private static IEnumerable<AttributeDefinition> DefineCharacteristics() =>
        [
            DefineString("name", "The attribute's name").AsCaseExact().AsRequired(),
            DefineString("type", "The data type").AsRequired() with
            {
                CanonicalValues =
                [
                    "string",
                    "complex",
                    "boolean",
                    "decimal",
                    "integer",
                    "dateTime",
                    "reference",
                    "binary",
                ],
            },
            DefineBoolean("multiValued", "Whether the attribute holds a list of values")
                .AsRequired(),
            DefineString("description", "What the attribute is for"),
            DefineBoolean("required", "Whether a resource must have the attribute"),
            DefineString("canonicalValues", "The values a client is advised to use")
                .AsCaseExact() with
            {
                MultiValued = true,
            },
            DefineBoolean("caseExact", "Whether text is compared with regard to case"),
            DefineString("mutability", "When a client may set the attribute").AsCaseExact() with
            {
                CanonicalValues = ["readOnly", "readWrite", "immutable", "writeOnly"],
            },
            DefineString("returned", "When the attribute is part of an answer").AsCaseExact() with
            {
                CanonicalValues = ["always", "never", "default", "request"],
            },
            DefineString("uniqueness", "How far values must be unique").AsCaseExact() with
            {
                CanonicalValues = ["none", "server", "global"],
            },
            DefineString("referenceTypes", "What a reference may refer to").AsCaseExact() with
            {
                MultiValued = true,
            },
        ];
}
