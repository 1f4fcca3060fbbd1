using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Profiles;

/// <summary>What the rules on profiles need of JSON and of paths.</summary>
internal static class ProfileJson
{
    /// <summary>Whether a value says that there is none: null, "", [] and {}.</summary>
    public static bool IsEmptyValue(JsonNode? node) =>
        node switch
        {
            null => true,
            JsonArray list => list.Count == 0,
            JsonObject value => value.Count == 0,
            _ => node.GetValueKind() == JsonValueKind.String && node.GetValue<string>().Length == 0,
        };

    /// <summary>A member by its name in any case, or null.</summary>
    public static string? FindKey(JsonObject parent, string name) =>
        parent
            .Select(p => p.Key)
            .FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The values of an attribute in a canonical document: none, one or several.</summary>
    public static IEnumerable<JsonNode> GetValues(
        JsonObject document,
        ResourceType type,
        AttributePath path
    )
    {
        JsonNode? node = FindContainer(document, type, path)?[path.Attribute.Name];
        foreach (
            JsonNode? value in node as JsonArray
                ?? [.. node is null ? [] : new[] { node.DeepClone() }]
        )
        {
            if ((path.Sub is { } sub ? (value as JsonObject)?[sub.Name] : value) is { } found)
                yield return found;
        }
    }

    /// <summary>The object of a canonical document that has the attribute as a member, or null.</summary>
    public static JsonObject? FindContainer(
        JsonObject document,
        ResourceType type,
        AttributePath path
    ) =>
        type.Extensions.Any(e => ReferenceEquals(e.Schema, path.Schema))
            ? document[path.Schema.Id] as JsonObject
            : document;
}
