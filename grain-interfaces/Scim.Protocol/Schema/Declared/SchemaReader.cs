using System.Text.Json.Nodes;
using Scim.Protocol.Errors;

namespace Scim.Protocol.Schema.Declared;

/// <summary>
/// Reads a schema in the form of RFC 7643 section 7. What a characteristic is when it is left out is the RFC's (section 2.2). Whether the schema may be declared is
/// <see cref="SchemaRules"/>' to say.
/// </summary>
public static class SchemaReader
{
    /// <summary>Reads a schema.</summary>
    /// <exception cref="ScimException">InvalidValue, naming the member.</exception>
    public static SchemaDefinition Read(JsonObject schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var node = new DeclarationNode(schema, "");
        node.Only("schemas", "id", "name", "description", "attributes", "meta");
        string id = node.Required("id");
        return new SchemaDefinition
        {
            Id = id,
            Name = node.Text("name") ?? id[(id.LastIndexOf(':') + 1)..],
            Description = node.Text("description") ?? "",
            Attributes = Attributes(node, "attributes", isSub: false),
        };
    }

    private static AttributeDefinition[] Attributes(DeclarationNode parent, string member, bool isSub)
    {
        var attributes = new List<AttributeDefinition>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (DeclarationNode node in parent.Objects(member))
        {
            AttributeDefinition attribute = Attribute(node, isSub);
            if (!names.Add(attribute.Name)) throw DeclarationNode.Invalid(node.Path("name"), "appears twice (names do not differ by case)");
            attributes.Add(attribute);
        }

        return [.. attributes];
    }

    private static AttributeDefinition Attribute(DeclarationNode node, bool isSub)
    {
        node.Only(
            "name", "type", "multiValued", "description", "required", "canonicalValues", "caseExact", "mutability", "returned", "uniqueness", "referenceTypes",
            "subAttributes");
        AttributeType type = node.Choice(
            "type",
            ("string", AttributeType.String), ("boolean", AttributeType.Boolean), ("decimal", AttributeType.Decimal), ("integer", AttributeType.Integer),
            ("dateTime", AttributeType.DateTime), ("binary", AttributeType.Binary), ("reference", AttributeType.Reference), ("complex", AttributeType.Complex));
        if (isSub && (type == AttributeType.Complex || node.Has("subAttributes")))
            throw DeclarationNode.Invalid(node.Path("type"), "must not be complex: sub-attributes have no sub-attributes (RFC 7643 section 2.3.8)");

        // Binary values and references are case exact, whatever is said (RFC 7643 sections 2.3.6 and 2.3.7).
        bool exactByType = type is AttributeType.Binary or AttributeType.Reference;
        Mutability mutability = node.Choice(
            "mutability",
            ("readWrite", Mutability.ReadWrite), ("readOnly", Mutability.ReadOnly), ("immutable", Mutability.Immutable), ("writeOnly", Mutability.WriteOnly));
        return new AttributeDefinition
        {
            Name = node.Required("name"),
            Type = type,
            MultiValued = node.Flag("multiValued"),
            Description = node.Text("description") ?? "",
            Required = node.Flag("required"),
            CanonicalValues = node.Texts("canonicalValues"),
            CaseExact = exactByType || node.Flag("caseExact"),
            Mutability = mutability,
            Returned = node.Has("returned") || mutability != Mutability.WriteOnly
                ? node.Choice("returned", ("default", Returned.Default), ("always", Returned.Always), ("never", Returned.Never), ("request", Returned.Request))
                : Returned.Never,
            Uniqueness = node.Choice("uniqueness", ("none", Uniqueness.None), ("server", Uniqueness.Server), ("global", Uniqueness.Global)),
            ReferenceTypes = node.Texts("referenceTypes"),
            SubAttributes = Attributes(node, "subAttributes", isSub: true),
            Declared = true,
        };
    }
}
