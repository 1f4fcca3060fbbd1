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
            Description = "A schema: a set of attributes that resources can have",
            Attributes =
            [
                .. new[]
                {
                    DefineReference("id", "The URN of the schema", "uri").AsRequired(),
                    DefineString("name", "The display name of the schema"),
                    DefineString("description", "The description of the schema"),
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
            DefineString("name", "The name of the attribute").AsCaseExact().AsRequired(),
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
            DefineBoolean("multiValued", "Whether the attribute has multiple values").AsRequired(),
            DefineString("description", "The description of the attribute"),
            DefineBoolean("required", "Whether the attribute is required"),
            DefineString("canonicalValues", "The suggested values").AsCaseExact() with
            {
                MultiValued = true,
            },
            DefineBoolean("caseExact", "Whether string values are case-sensitive"),
            DefineString("mutability", "When a client can set the attribute").AsCaseExact() with
            {
                CanonicalValues = ["readOnly", "readWrite", "immutable", "writeOnly"],
            },
            DefineString("returned", "When the attribute is returned in a response").AsCaseExact() with
            {
                CanonicalValues = ["always", "never", "default", "request"],
            },
            DefineString("uniqueness", "The scope in which values must be unique").AsCaseExact() with
            {
                CanonicalValues = ["none", "server", "global"],
            },
            DefineString("referenceTypes", "The resource types that the reference can refer to").AsCaseExact() with
            {
                MultiValued = true,
            },
        ];
}
