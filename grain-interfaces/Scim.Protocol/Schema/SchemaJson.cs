using System.Text.Json;

namespace Scim.Protocol.Schema;

/// <summary>Writes a schema as RFC 7643 sections 7 and 8.7 do, <c>schemas</c> and <c>meta</c> included (erratum 8417).</summary>
internal static class SchemaJson
{
    internal static void Write(Utf8JsonWriter writer, SchemaDefinition schema, string root)
    {
        writer.WriteStartObject();
        writer.WriteStrings("schemas", [SchemaUrns.Schema]);
        writer.WriteString("id"u8, schema.Id);
        writer.WriteString("name"u8, schema.Name);
        writer.WriteString("description"u8, schema.Description);
        Attributes(writer, "attributes", schema.Attributes);
        DiscoveryWriter.WriteMeta(writer, "Schema", $"{root}/Schemas/{schema.Id}");
        writer.WriteEndObject();
    }

    private static void Attributes(Utf8JsonWriter writer, string name, IReadOnlyList<AttributeDefinition> attributes)
    {
        writer.WriteStartArray(name);
        foreach (AttributeDefinition attribute in attributes) Attribute(writer, attribute);
        writer.WriteEndArray();
    }

    private static void Attribute(Utf8JsonWriter writer, AttributeDefinition attribute)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, attribute.Name);
        writer.WriteString("type"u8, AttributeTypes.Spell(attribute.Type));
        writer.WriteBoolean("multiValued"u8, attribute.MultiValued);
        writer.WriteString("description"u8, attribute.Description);
        writer.WriteBoolean("required"u8, attribute.Required);
        if (attribute.CanonicalValues.Count > 0) writer.WriteStrings("canonicalValues", attribute.CanonicalValues);

        // Case means something for text only.
        if (attribute.Type is AttributeType.String or AttributeType.Reference or AttributeType.Binary)
            writer.WriteBoolean("caseExact"u8, attribute.CaseExact);
        writer.WriteString("mutability"u8, Spell(attribute.Mutability));
        writer.WriteString("returned"u8, Spell(attribute.Returned));
        writer.WriteString("uniqueness"u8, Spell(attribute.Uniqueness));
        if (attribute.ReferenceTypes.Count > 0) writer.WriteStrings("referenceTypes", attribute.ReferenceTypes);
        if (attribute.SubAttributes.Count > 0) Attributes(writer, "subAttributes", attribute.SubAttributes);
        writer.WriteEndObject();
    }

    private static string Spell(Mutability mutability) => mutability switch
    {
        Mutability.ReadWrite => "readWrite",
        Mutability.ReadOnly => "readOnly",
        Mutability.Immutable => "immutable",
        Mutability.WriteOnly => "writeOnly",
        _ => throw new ArgumentOutOfRangeException(nameof(mutability), mutability, "Not a mutability."),
    };

    private static string Spell(Returned returned) => returned switch
    {
        Returned.Default => "default",
        Returned.Always => "always",
        Returned.Never => "never",
        Returned.Request => "request",
        _ => throw new ArgumentOutOfRangeException(nameof(returned), returned, "Not a returned."),
    };

    private static string Spell(Uniqueness uniqueness) => uniqueness switch
    {
        Uniqueness.None => "none",
        Uniqueness.Server => "server",
        Uniqueness.Global => "global",
        _ => throw new ArgumentOutOfRangeException(nameof(uniqueness), uniqueness, "Not a uniqueness."),
    };
}
