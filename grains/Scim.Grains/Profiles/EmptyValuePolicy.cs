using System.Text.Json.Nodes;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Profiles;

/// <summary>
/// Keeps a user's current values when a request contains attributes without values. For tenants with
/// <see cref="Scim.GrainInterfaces.Tenants.EmptyValueHandling.Keep"/>.
/// </summary>
internal static class EmptyValuePolicy
{
    /// <summary>Replaces the empty values of a PUT with the user's current values.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="body">The body; modified.</param>
    /// <param name="current">The canonical document before the change.</param>
    /// <param name="extension">The extension whose object <paramref name="body"/> is, or null.</param>
    public static void KeepCurrentValues(
        ResourceType type,
        JsonObject body,
        JsonObject current,
        SchemaDefinition? extension = null
    )
    {
        foreach ((string key, JsonNode? value) in body.ToArray())
        {
            if (extension is null && PathResolver.TryResolveExtension(type, key, out SchemaDefinition? schema))
            {
                if (ReferenceEquals(schema, type.Schema))
                    continue;
                if (value is JsonObject { Count: > 0 } inner)
                    KeepCurrentValues(type, inner, current, schema);
                else if (ProfileJson.IsEmptyValue(value) && current[schema.Id] is { } whole)
                    body[key] = whole.DeepClone();
            }
            else if (
                PathResolver.TryResolve(
                    type,
                    extension is null ? key : $"{extension.Id}:{key}",
                    out AttributePath? path,
                    out _
                ) && ProfileJson.FindContainer(current, type, path)?[path.Attribute.Name] is { } present
            )
            {
                if ((path.Sub is { } sub ? (present as JsonObject)?[sub.Name] : present) is not { } kept)
                    continue;
                if (ProfileJson.IsEmptyValue(value))
                    body[key] = kept.DeepClone();
                else if (path.Sub is null && value is JsonObject parts && kept is JsonObject keptParts)
                    KeepCurrentSubAttributes(parts, keptParts);
            }
        }
    }

    /// <summary>Removes the empty values from an object of attributes in a PATCH.</summary>
    public static void RemoveEmptyValues(JsonObject attributes)
    {
        foreach ((string key, JsonNode? value) in attributes.ToArray())
        {
            if (value is JsonObject { Count: > 0 } inner)
                RemoveEmptyValues(inner);
            if (ProfileJson.IsEmptyValue(attributes[key]))
                attributes.Remove(key);
        }
    }

    private static void KeepCurrentSubAttributes(JsonObject parts, JsonObject kept)
    {
        foreach ((string key, JsonNode? value) in parts.ToArray())
        {
            if (ProfileJson.IsEmptyValue(value) && ProfileJson.FindKey(kept, key) is { } name)
                parts[key] = kept[name]!.DeepClone();
        }
    }
}
