using System.Text.Json.Nodes;
using Scim.Protocol.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>Finds the values of an attribute in a document.</summary>
internal static class DocumentValueReader
{
    /// <summary>
    /// Returns the values of the attribute of <paramref name="path"/>, regardless of its sub-attribute: none, one or
    /// many.
    /// </summary>
    internal static IEnumerable<JsonNode> GetValues(JsonObject document, AttributePath path) =>
        FindContainer(document, path.Schema) is { } container ? GetMemberValues(container, path.Attribute.Name) : [];

    /// <summary>
    /// Returns the values of the member <paramref name="name"/> of <paramref name="parent"/>, without unassigned ones.
    /// </summary>
    internal static IEnumerable<JsonNode> GetMemberValues(JsonNode parent, string name)
    {
        if (parent is not JsonObject container || !container.TryGetPropertyValue(name, out JsonNode? node))
            return [];
        if (node is JsonArray list)
            return list.Where(IsAssigned)!;
        return IsAssigned(node) ? [node!] : [];
    }

    /// <summary>
    /// Returns the object that contains the attributes of <paramref name="schema"/>: for an extension, the object under
    /// its URN; otherwise the document itself. A schema that is neither a known core schema nor listed in
    /// <c>schemas</c> is an extension that the resource does not have.
    /// </summary>
    private static JsonObject? FindContainer(JsonObject document, SchemaDefinition schema)
    {
        if (schema.Id is "" or SchemaUrns.User or SchemaUrns.Group)
            return document;
        if (document.TryGetPropertyValue(schema.Id, out JsonNode? extension))
            return extension as JsonObject;
        return GetMemberValues(document, "schemas")
            .Any(s =>
                JsonScalar.TryGetString(s, out string? urn) && urn.Equals(schema.Id, StringComparison.OrdinalIgnoreCase)
            )
            ? document
            : null;
    }

    private static bool IsAssigned(JsonNode? node) =>
        node switch
        {
            null => false,
            JsonObject members => members.Count > 0,
            JsonArray list => list.Count > 0,
            _ => !JsonScalar.TryGetString(node, out string? text) || text.Length > 0,
        };
}
