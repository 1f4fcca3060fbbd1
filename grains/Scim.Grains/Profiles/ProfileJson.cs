using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Profiles;

/// <summary>JSON and path helpers for the profile rules.</summary>
internal static class ProfileJson
{
    /// <summary>
    /// Whether a value means that there is none: null, "", [] or {}, or an array of elements without values, such as
    /// <c>[{"value":"","type":"work"}]</c>.
    /// </summary>
    public static bool IsEmptyValue(JsonNode? node) =>
        node switch
        {
            null => true,
            JsonArray list => list.All(IsEmptyElement),
            JsonObject value => value.Count == 0,
            _ => node.GetValueKind() == JsonValueKind.String && node.GetValue<string>().Length == 0,
        };

    private static bool IsEmptyElement(JsonNode? element) =>
        IsEmptyValue(element)
        || (
            element is JsonObject members
            && members.Where(m => !IsLabel(m.Key)).ToArray() is { Length: > 0 } data
            && data.All(m => IsEmptyValue(m.Value))
        );

    private static bool IsLabel(string name) =>
        name.Equals("type", StringComparison.OrdinalIgnoreCase)
        || name.Equals("primary", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the name of a member, compared case-insensitively, or null.</summary>
    public static string? FindKey(JsonObject parent, string name) =>
        parent.Select(p => p.Key).FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the values of an attribute in a canonical document.</summary>
    public static IEnumerable<JsonNode> GetValues(JsonObject document, ResourceType type, AttributePath path)
    {
        JsonNode? node = FindContainer(document, type, path)?[path.Attribute.Name];
        foreach (JsonNode? value in node as JsonArray ?? [.. node is null ? [] : new[] { node.DeepClone() }])
        {
            if ((path.Sub is { } sub ? (value as JsonObject)?[sub.Name] : value) is { } found)
                yield return found;
        }
    }

    /// <summary>Returns the object of a canonical document that contains the attribute, or null.</summary>
    public static JsonObject? FindContainer(JsonObject document, ResourceType type, AttributePath path) =>
        type.Extensions.Any(e => ReferenceEquals(e.Schema, path.Schema))
            ? document[path.Schema.Id] as JsonObject
            : document;
}
