using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Profiles;

/// <summary>
/// What a tenant's <see cref="ProfileSettings"/> make of a request before it is understood: unsupported attributes and
/// blanks. The values are looked at afterwards, by <see cref="ProfileRules"/>.
/// </summary>
internal static class ProfileRequestFilter
{
    /// <summary>The body of a POST or PUT.</summary>
    /// <param name="profile">The settings.</param>
    /// <param name="type">The resource type; only users have profiles.</param>
    /// <param name="body">The body; changed.</param>
    /// <param name="current">The canonical document so far; null for a new user.</param>
    /// <exception cref="ScimException">InvalidValue: an attribute is unsupported and rejected.</exception>
    public static JsonObject FilterResource(
        ProfileSettings profile,
        ResourceType type,
        JsonObject body,
        JsonObject? current
    )
    {
        if (!ProfileRules.IsApplicable(profile, type))
            return body;
        new UnsupportedAttributeFilter(type, profile.Unsupported).RemoveIgnoredAttributes(body);
        if (profile.Blanks == EmptyValueHandling.Keep && current is not null)
            EmptyValuePolicy.KeepCurrentValues(type, body, current);
        return body;
    }

    /// <summary>The body of a PATCH; null when nothing is left to be done.</summary>
    /// <param name="profile">The settings.</param>
    /// <param name="type">The resource type.</param>
    /// <param name="body">The body; changed.</param>
    /// <exception cref="ScimException">InvalidValue: an attribute is unsupported and rejected.</exception>
    public static JsonObject? FilterPatch(
        ProfileSettings profile,
        ResourceType type,
        JsonObject body
    )
    {
        if (!ProfileRules.IsApplicable(profile, type))
            return body;
        if (
            ProfileJson.FindKey(body, "Operations") is not { } key
            || body[key] is not JsonArray { Count: > 0 } operations
        )
            return body;
        var unsupported = new UnsupportedAttributeFilter(type, profile.Unsupported);
        foreach (JsonNode? node in operations.ToArray())
        {
            if (
                node is JsonObject operation
                && !ShouldKeepOperation(unsupported, profile.Blanks, type, operation)
            )
                operations.Remove(node);
        }

        return operations.Count > 0 ? body : null;
    }

    private static bool ShouldKeepOperation(
        UnsupportedAttributeFilter unsupported,
        EmptyValueHandling blanks,
        ResourceType type,
        JsonObject operation
    )
    {
        bool removes = "remove".Equals(
                ReadText(operation, "op"),
                StringComparison.OrdinalIgnoreCase
            ),
            keep = blanks == EmptyValueHandling.Keep && !removes;
        string? member = ProfileJson.FindKey(operation, "value");
        JsonNode? value = member is null ? null : operation[member];
        string path = ReadText(operation, "path") ?? "";
        bool isSchema = PathResolver.TryResolveExtension(type, path, out SchemaDefinition? schema);
        if (path.Length == 0 || isSchema)
        {
            if (value is not JsonObject { Count: > 0 } attributes)
                return true;
            unsupported.RemoveIgnoredAttributes(
                attributes,
                schema is null || ReferenceEquals(schema, type.Schema) ? null : schema
            );
            if (keep)
                EmptyValuePolicy.RemoveEmptyValues(attributes);
            return attributes.Count > 0;
        }

        // Without the filter: emails[type eq "work"].value is about emails.value.
        int open = path.IndexOf('['),
            close = path.LastIndexOf(']');
        string notation = open >= 0 && close > open ? path[..open] + path[(close + 1)..] : path;
        if (!unsupported.ShouldKeep(notation, removes ? null : value))
            return false;
        return !keep || member is null || !ProfileJson.IsEmptyValue(value);
    }

    private static string? ReadText(JsonObject operation, string name) =>
        ProfileJson.FindKey(operation, name) is { } key
        && operation[key] is { } node
        && node.GetValueKind() == JsonValueKind.String
            ? node.GetValue<string>()
            : null;
}
