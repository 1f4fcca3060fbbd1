using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.CustomSchemas;

/// <summary>
/// Reads a schema in the format of RFC 7643 section 7. Omitted characteristics have the defaults of section 2.2.
/// Whether the schema is allowed is checked by <see cref="CustomSchemaRules"/>.
/// </summary>
public static class SchemaReader
{
    /// <summary>Reads a schema.</summary>
    /// <exception cref="ScimException">InvalidValue: a member is invalid; the detail names it.</exception>
    public static SchemaDefinition ReadSchema(JsonObject schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var node = new SchemaObjectReader(schema, "");
        node.CheckMemberNames("schemas", "id", "name", "description", "attributes", "meta");
        string id = node.ReadRequiredText("id");
        return new SchemaDefinition
        {
            Id = id,
            Name = node.ReadText("name") ?? id[(id.LastIndexOf(':') + 1)..],
            Description = node.ReadText("description") ?? "",
            Attributes = ReadAttributes(node, "attributes", isSub: false),
        };
    }

    private static AttributeDefinition[] ReadAttributes(SchemaObjectReader parent, string member, bool isSub)
    {
        var attributes = new List<AttributeDefinition>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (SchemaObjectReader node in parent.ReadObjects(member))
        {
            AttributeDefinition attribute = ReadAttribute(node, isSub);
            if (!names.Add(attribute.Name))
                throw SchemaObjectReader.CreateInvalidValueError(
                    node.GetPath("name"),
                    "appears more than once (names are case-insensitive)"
                );
            attributes.Add(attribute);
        }

        return [.. attributes];
    }

    private static AttributeDefinition ReadAttribute(SchemaObjectReader node, bool isSub)
    {
        node.CheckMemberNames(
            "name",
            "type",
            "multiValued",
            "description",
            "required",
            "canonicalValues",
            "caseExact",
            "mutability",
            "returned",
            "uniqueness",
            "referenceTypes",
            "subAttributes"
        );
        AttributeType type = node.ReadChoice(
            "type",
            ("string", AttributeType.String),
            ("boolean", AttributeType.Boolean),
            ("decimal", AttributeType.Decimal),
            ("integer", AttributeType.Integer),
            ("dateTime", AttributeType.DateTime),
            ("binary", AttributeType.Binary),
            ("reference", AttributeType.Reference),
            ("complex", AttributeType.Complex)
        );
        if (isSub && (type == AttributeType.Complex || node.HasValue("subAttributes")))
            throw SchemaObjectReader.CreateInvalidValueError(
                node.GetPath("type"),
                "must not be complex: sub-attributes cannot have sub-attributes (RFC 7643 section 2.3.8)"
            );

        // Binary values and references are always case exact (RFC 7643 sections 2.3.6 and 2.3.7).
        bool exactByType = type is AttributeType.Binary or AttributeType.Reference;
        Mutability mutability = node.ReadChoice(
            "mutability",
            ("readWrite", Mutability.ReadWrite),
            ("readOnly", Mutability.ReadOnly),
            ("immutable", Mutability.Immutable),
            ("writeOnly", Mutability.WriteOnly)
        );
        return new AttributeDefinition
        {
            Name = node.ReadRequiredText("name"),
            Type = type,
            MultiValued = node.ReadBoolean("multiValued"),
            Description = node.ReadText("description") ?? "",
            Required = node.ReadBoolean("required"),
            CanonicalValues = node.ReadTexts("canonicalValues"),
            CaseExact = exactByType || node.ReadBoolean("caseExact"),
            Mutability = mutability,
            Returned =
                node.HasValue("returned") || mutability != Mutability.WriteOnly
                    ? node.ReadChoice(
                        "returned",
                        ("default", Returned.Default),
                        ("always", Returned.Always),
                        ("never", Returned.Never),
                        ("request", Returned.Request)
                    )
                    : Returned.Never,
            Uniqueness = node.ReadChoice(
                "uniqueness",
                ("none", Uniqueness.None),
                ("server", Uniqueness.Server),
                ("global", Uniqueness.Global)
            ),
            ReferenceTypes = node.ReadTexts("referenceTypes"),
            SubAttributes = ReadAttributes(node, "subAttributes", isSub: true),
            IsCustom = true,
        };
    }
}
