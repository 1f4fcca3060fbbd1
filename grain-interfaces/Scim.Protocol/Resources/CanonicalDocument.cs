using System.Text.Json.Nodes;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>
/// The format of stored documents: attributes in schema order, no empty values, and <c>schemas</c> derived from the
/// data.
/// </summary>
internal static class CanonicalDocument
{
    /// <summary>The name of the attribute that lists the schemas.</summary>
    public const string Schemas = "schemas";

    /// <summary>The name of the attribute that contains the id.</summary>
    public const string Id = "id";

    /// <summary>
    /// Returns a copy of <paramref name="document"/> in canonical order. The values must already be canonical. Unknown
    /// names are omitted.
    /// </summary>
    public static JsonObject CreateCanonicalCopy(ResourceType type, JsonObject document)
    {
        JsonArray schemas = [type.Schema.Id];
        JsonObject result = new() { [Schemas] = schemas };
        CopyAttributes(
            CommonAttributes.Schema.Attributes.Where(a => a.Name is not (Schemas or "meta")),
            document,
            result
        );
        CopyAttributes(type.Schema.Attributes, document, result);
        foreach (SchemaExtension extension in type.Extensions)
        {
            if (!document.TryGetPropertyValue(extension.Schema.Id, out JsonNode? node) || node is not JsonObject data)
                continue;
            JsonObject copy = [];
            CopyAttributes(extension.Schema.Attributes, data, copy);
            if (copy.Count == 0)
                continue;
            schemas.Add(extension.Schema.Id);
            result[extension.Schema.Id] = copy;
        }

        return result;
    }

    /// <summary>Returns a copy of a complex value with its sub-attributes in schema order.</summary>
    public static JsonObject CopyInSchemaOrder(IReadOnlyList<AttributeDefinition> attributes, JsonObject value)
    {
        JsonObject result = [];
        CopyAttributes(attributes, value, result);
        return result;
    }

    /// <summary>
    /// Returns the object that contains the attributes of <paramref name="schema"/>: the document itself or an
    /// extension's object, which is created if it is missing.
    /// </summary>
    public static JsonObject GetOrAddContainer(ResourceType type, JsonObject document, SchemaDefinition schema)
    {
        if (!type.IsExtension(schema))
            return document;
        if (document.TryGetPropertyValue(schema.Id, out JsonNode? node) && node is JsonObject present)
            return present;
        JsonObject created = [];
        document[schema.Id] = created;
        return created;
    }

    private static void CopyAttributes(
        IEnumerable<AttributeDefinition> attributes,
        JsonObject source,
        JsonObject target
    )
    {
        foreach (AttributeDefinition attribute in attributes)
        {
            if (!source.TryGetPropertyValue(attribute.Name, out JsonNode? value) || value is null)
                continue;
            JsonNode copy = CopyValue(attribute, value);
            if (copy is JsonObject { Count: 0 } or JsonArray { Count: 0 })
                continue;
            target[attribute.Name] = copy;
        }
    }

    private static JsonNode CopyValue(AttributeDefinition attribute, JsonNode value)
    {
        if (attribute.Type != AttributeType.Complex)
            return value.DeepClone();
        if (value is JsonObject single)
            return CopyInSchemaOrder(attribute.SubAttributes, single);
        JsonArray list = [];
        if (value is not JsonArray elements)
            return list;
        foreach (JsonNode? element in elements)
            if (element is JsonObject obj && CopyInSchemaOrder(attribute.SubAttributes, obj) is { Count: > 0 } copy)
                list.Add((JsonNode)copy);
        return list;
    }
}
