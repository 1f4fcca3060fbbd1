using System.Text.Json.Nodes;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tenants;

/// <summary>Named presets of settings.</summary>
/// <remarks>
/// A preset is a merge patch that is applied before the rest of the request that selects it. Afterwards each setting
/// can be changed separately.
/// </remarks>
internal static class TenantSettingsPresets
{
    private static readonly Dictionary<string, string> PatchesByName = new(StringComparer.Ordinal)
    {
        // A digital workplace: colleagues are found by first and last name, groups are identified by name, and the
        // identity provider is authoritative.
        ["igloo"] = """
            {
              "groupNamePolicy": "match",
              "profile": {
                "fields": { "name.givenName": { "required": true }, "name.familyName": { "required": true } },
                "unsupported": { "manager": "reject" },
                "blanks": "overwrite"
              },
              "upload": { "blanks": "clear" }
            }
            """,
    };

    /// <summary>
    /// Returns the merge patch of a request's <c>preset</c>; empty when the request does not name a preset.
    /// </summary>
    /// <param name="patch">The merge patch of the request.</param>
    /// <param name="error">The error <c>InvalidValue</c> when the preset is unknown; otherwise null.</param>
    public static JsonObject ResolvePreset(JsonObject patch, out ScimError? error)
    {
        error = null;
        if (patch["preset"] is not { } chosen)
            return [];
        if (
            chosen is JsonValue value
            && value.TryGetValue(out string? name)
            && PatchesByName.TryGetValue(name, out string? json)
        )
            return JsonNode.Parse(json)!.AsObject();
        error = new ScimError(
            ScimErrorKind.InvalidValue,
            $"preset must be one of {string.Join(", ", PatchesByName.Keys)}, or null."
        );
        return [];
    }
}
