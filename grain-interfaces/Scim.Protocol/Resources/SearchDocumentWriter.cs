using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>
/// Writes the search document that the database filters on: the structure and names of the canonical document, with
/// strings folded unless their attribute is case exact, and dates in the fixed-width format.
/// </summary>
/// <remarks>Part of every write, so it traverses the document once without intermediate objects.</remarks>
public static class SearchDocumentWriter
{
    /// <summary>
    /// Writes the search document of a resource, without attributes that are never returned and without values that
    /// the database has in columns: <c>id</c>, <c>meta</c> except <c>created</c>, and a user's <c>active</c>.
    /// </summary>
    /// <remarks>
    /// A change of such a value alone leaves the document equal, so that the database need not update the indexes.
    /// </remarks>
    /// <param name="writer">The target of the output.</param>
    /// <param name="type">The resource type. Attributes that its schemas do not declare are omitted.</param>
    /// <param name="canonical">The canonical document. Its own <c>id</c> and <c>meta</c>, if any, are ignored.</param>
    /// <param name="created">The value of <c>meta.created</c>.</param>
    public static void WriteDocument(
        Utf8JsonWriter writer,
        ResourceType type,
        JsonObject canonical,
        DateTimeOffset created
    )
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(canonical);
        writer.WriteStartObject();
        foreach ((string name, JsonNode? node) in canonical)
            WriteRootProperty(writer, type, name, node);
        writer.WriteStartObject("meta"u8);
        writer.WritePropertyName("created"u8);
        WriteDateTime(writer, created);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteRootProperty(Utf8JsonWriter writer, ResourceType type, string name, JsonNode? node)
    {
        if (name is "id" or "meta" || (name == "active" && type.Name == ResourceTypeNames.User))
            return;
        if ((type.Schema.FindAttribute(name) ?? CommonAttributes.Schema.FindAttribute(name)) is { } attribute)
        {
            WriteAttribute(writer, attribute, node);
        }
        else if (node is JsonObject { Count: > 0 } members && type.FindSchema(name) is { } extension)
        {
            writer.WriteStartObject(extension.Id);
            foreach ((string inner, JsonNode? value) in members)
            {
                if (extension.FindAttribute(inner) is { } declared)
                    WriteAttribute(writer, declared, value);
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteAttribute(Utf8JsonWriter writer, AttributeDefinition attribute, JsonNode? node)
    {
        if (node is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } || attribute.Returned == Returned.Never)
            return;
        writer.WritePropertyName(attribute.Name);
        if (node is not JsonArray list)
        {
            WriteValue(writer, attribute, node);
            return;
        }

        writer.WriteStartArray();
        foreach (JsonNode? element in list)
        {
            if (element is not null)
                WriteValue(writer, attribute, element);
        }

        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, AttributeDefinition attribute, JsonNode node)
    {
        if (node is JsonObject members)
        {
            writer.WriteStartObject();
            foreach ((string name, JsonNode? value) in members)
            {
                if (attribute.FindSubAttribute(name) is { } sub)
                    WriteAttribute(writer, sub, value);
            }

            writer.WriteEndObject();
        }
        else if (JsonScalar.TryGetString(node, out string? text))
        {
            if (attribute.Type == AttributeType.DateTime && ScimDateTime.TryParse(text, out DateTimeOffset instant))
                WriteDateTime(writer, instant);
            else
                writer.WriteStringValue(TextFolding.FoldValue(attribute, text));
        }
        else if (attribute.Type == AttributeType.Decimal && JsonScalar.TryGetDouble(node, out double real))
        {
            writer.WriteNumberValue(real);
        }
        else
        {
            node.WriteTo(writer);
        }
    }

    /// <summary>Writes the text of <see cref="ScimDateTime.Format"/> without allocating a string.</summary>
    private static void WriteDateTime(Utf8JsonWriter writer, DateTimeOffset value)
    {
        Span<byte> text = stackalloc byte[32];
        value.UtcDateTime.TryFormat(text, out int length, "O", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
