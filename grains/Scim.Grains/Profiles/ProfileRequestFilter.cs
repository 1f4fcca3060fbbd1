using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Protocol.Values;

namespace Scim.Grains.Profiles;

/// <summary>
/// Applies a tenant's <see cref="ProfileSettings"/> to a request before it is parsed: unsupported attributes and empty
/// values. <see cref="ProfileRules"/> validates the resulting values afterwards.
/// </summary>
internal static class ProfileRequestFilter
{
    /// <summary>Filters the body of a POST or PUT.</summary>
    /// <param name="profile">The settings.</param>
    /// <param name="type">The resource type; only users have profiles.</param>
    /// <param name="body">The body; modified.</param>
    /// <param name="current">The canonical document before the change; null for a new user.</param>
    /// <exception cref="ScimException">
    /// InvalidValue: the request sets an unsupported attribute that the tenant rejects.
    /// </exception>
    public static JsonObject FilterResource(
        ProfileSettings profile,
        ResourceType type,
        JsonObject body,
        JsonObject? current
    )
    {
        if (!ProfileRules.IsApplicable(profile, type))
            return body;
        RequestUnwrapper.UnwrapAttributes(type, body);
        new UnsupportedAttributeFilter(type, profile.Unsupported).RemoveIgnoredAttributes(body);
        if (profile.Blanks == EmptyValueHandling.Keep && current is not null)
            EmptyValuePolicy.KeepCurrentValues(type, body, current);
        return body;
    }

    /// <summary>Filters the body of a PATCH; returns null when no operation is left.</summary>
    /// <param name="profile">The settings.</param>
    /// <param name="type">The resource type.</param>
    /// <param name="body">The body; modified.</param>
    /// <exception cref="ScimException">
    /// InvalidValue: the request sets an unsupported attribute that the tenant rejects.
    /// </exception>
    public static JsonObject? FilterPatch(ProfileSettings profile, ResourceType type, JsonObject body)
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
            if (node is JsonObject operation && !ShouldKeepOperation(unsupported, profile.Blanks, type, operation))
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
        bool isRemove = "remove".Equals(ReadText(operation, "op"), StringComparison.OrdinalIgnoreCase),
            keepsValues = blanks == EmptyValueHandling.Keep && !isRemove;
        string? member = ProfileJson.FindKey(operation, "value");
        JsonNode? value = member is null ? null : operation[member];
        string path = ReadText(operation, "path") ?? "";
        bool isSchema = PathResolver.TryResolveExtension(type, path, out SchemaDefinition? schema);
        if (path.Length == 0 || isSchema)
        {
            value = ReplaceValue(operation, member, RequestUnwrapper.UnwrapObject(value));
            if (value is not JsonObject { Count: > 0 } attributes)
                return true;
            SchemaDefinition? extension = schema is null || ReferenceEquals(schema, type.Schema) ? null : schema;
            RequestUnwrapper.UnwrapAttributes(type, attributes, extension);
            unsupported.RemoveIgnoredAttributes(attributes, extension);
            if (keepsValues)
                EmptyValuePolicy.RemoveEmptyValues(attributes);
            return attributes.Count > 0;
        }

        // Ignore the filter of a value path: emails[type eq "work"].value concerns emails.value.
        int open = path.IndexOf('['),
            close = path.LastIndexOf(']');
        string notation = open >= 0 && close > open ? path[..open] + path[(close + 1)..] : path;
        value = ReplaceValue(operation, member, RequestUnwrapper.UnwrapValue(type, notation, value));
        if (!unsupported.ShouldKeep(notation, isRemove ? null : value))
            return false;
        return !keepsValues || member is null || !ProfileJson.IsEmptyValue(value);
    }

    private static JsonNode? ReplaceValue(JsonObject operation, string? member, JsonNode? value)
    {
        if (member is not null && !ReferenceEquals(operation[member], value))
            operation[member] = value;
        return value;
    }

    private static string? ReadText(JsonObject operation, string name) =>
        ProfileJson.FindKey(operation, name) is { } key
        && operation[key] is { } node
        && node.GetValueKind() == JsonValueKind.String
            ? node.GetValue<string>()
            : null;
}
