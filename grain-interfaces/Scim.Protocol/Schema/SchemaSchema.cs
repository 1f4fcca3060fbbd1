using static Scim.Protocol.Schema.Define;

namespace Scim.Protocol.Schema;

/// <summary>The schema of schemas (RFC 7643 sections 7 and 8.7.2).</summary>
internal static class SchemaSchema
{
    internal static SchemaDefinition Definition { get; } = new()
    {
        Id = SchemaUrns.Schema,
        Name = "Schema",
        Description = "A schema: the attributes that resources may have",
        Attributes =
        [
            .. new[]
            {
                Reference("id", "The schema's URN", "uri").Required(),
                Text("name", "The schema's readable name"),
                Text("description", "What the schema is for"),
                List(
                    "attributes", "The attributes and their characteristics",
                    [.. Characteristics(), List("subAttributes", "The sub-attributes of a complex attribute", [.. Characteristics()])]).Required(),
            }.Select(a => a.ReadOnly()),
        ],
    };

    private static IEnumerable<AttributeDefinition> Characteristics() =>
    [
        Text("name", "The attribute's name").Exact().Required(),
        Text("type", "The data type").Required() with
        {
            CanonicalValues = ["string", "complex", "boolean", "decimal", "integer", "dateTime", "reference", "binary"],
        },
        Flag("multiValued", "Whether the attribute holds a list of values").Required(),
        Text("description", "What the attribute is for"),
        Flag("required", "Whether a resource must have the attribute"),
        Text("canonicalValues", "The values a client is advised to use").Exact() with { MultiValued = true },
        Flag("caseExact", "Whether text is compared with regard to case"),
        Text("mutability", "When a client may set the attribute").Exact() with
        {
            CanonicalValues = ["readOnly", "readWrite", "immutable", "writeOnly"],
        },
        Text("returned", "When the attribute is part of an answer").Exact() with { CanonicalValues = ["always", "never", "default", "request"] },
        Text("uniqueness", "How far values must be unique").Exact() with { CanonicalValues = ["none", "server", "global"] },
        Text("referenceTypes", "What a reference may refer to").Exact() with { MultiValued = true },
    ];
}
