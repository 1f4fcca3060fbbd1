using System.Text.Json;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Discovery;

/// <summary>
/// Writes a schema in the format of RFC 7643 sections 7 and 8.7, including <c>schemas</c> and <c>meta</c> (erratum
/// 8417).
/// </summary>
internal static class SchemaWriter
{
    internal static void WriteSchema(Utf8JsonWriter writer, SchemaDefinition schema, string root)
    {
        writer.WriteStartObject();
        writer.WriteStrings("schemas", [SchemaUrns.Schema]);
        writer.WriteString("id"u8, schema.Id);
        writer.WriteString("name"u8, schema.Name);
        writer.WriteString("description"u8, schema.Description);
        WriteAttributes(writer, "attributes", schema.Attributes);
        DiscoveryWriter.WriteMeta(writer, "Schema", $"{root}/Schemas/{schema.Id}");
        writer.WriteEndObject();
    }

    private static void WriteAttributes(
        Utf8JsonWriter writer,
        string name,
        IReadOnlyList<AttributeDefinition> attributes
    )
    {
        writer.WriteStartArray(name);
        foreach (AttributeDefinition attribute in attributes)
            WriteAttribute(writer, attribute);
        writer.WriteEndArray();
    }

    private static void WriteAttribute(Utf8JsonWriter writer, AttributeDefinition attribute)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, attribute.Name);
        writer.WriteString("type"u8, AttributeTypeNames.FormatType(attribute.Type));
        writer.WriteBoolean("multiValued"u8, attribute.MultiValued);
        writer.WriteString("description"u8, attribute.Description);
        writer.WriteBoolean("required"u8, attribute.Required);
        if (attribute.CanonicalValues.Count > 0)
            writer.WriteStrings("canonicalValues", attribute.CanonicalValues);

        // caseExact applies to string values only.
        if (attribute.Type is AttributeType.String or AttributeType.Reference or AttributeType.Binary)
            writer.WriteBoolean("caseExact"u8, attribute.CaseExact);
        writer.WriteString("mutability"u8, FormatCharacteristic(attribute.Mutability));
        writer.WriteString("returned"u8, FormatCharacteristic(attribute.Returned));
        writer.WriteString("uniqueness"u8, FormatCharacteristic(attribute.Uniqueness));
        if (attribute.ReferenceTypes.Count > 0)
            writer.WriteStrings("referenceTypes", attribute.ReferenceTypes);
        if (attribute.SubAttributes.Count > 0)
            WriteAttributes(writer, "subAttributes", attribute.SubAttributes);
        writer.WriteEndObject();
    }

    private static string FormatCharacteristic(Mutability mutability) =>
        mutability switch
        {
            Mutability.ReadWrite => "readWrite",
            Mutability.ReadOnly => "readOnly",
            Mutability.Immutable => "immutable",
            Mutability.WriteOnly => "writeOnly",
            _ => throw new ArgumentOutOfRangeException(nameof(mutability), mutability, "Unknown mutability."),
        };

    private static string FormatCharacteristic(Returned returned) =>
        returned switch
        {
            Returned.Default => "default",
            Returned.Always => "always",
            Returned.Never => "never",
            Returned.Request => "request",
            _ => throw new ArgumentOutOfRangeException(nameof(returned), returned, "Unknown returned characteristic."),
        };

    private static string FormatCharacteristic(Uniqueness uniqueness) =>
        uniqueness switch
        {
            Uniqueness.None => "none",
            Uniqueness.Server => "server",
            Uniqueness.Global => "global",
            _ => throw new ArgumentOutOfRangeException(nameof(uniqueness), uniqueness, "Unknown uniqueness."),
        };
}
