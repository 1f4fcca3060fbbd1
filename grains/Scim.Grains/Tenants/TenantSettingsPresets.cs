using System.Text.Json.Nodes;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tenants;

/// <summary>
/// Settings that belong together, by a name. Choosing one is a merge patch like any other, before the rest of the
/// request that chooses it; afterwards each setting can be changed by itself.
/// </summary>
internal static class TenantSettingsPresets
{
    private static readonly Dictionary<string, string> PatchesByName = new(StringComparer.Ordinal)
    {
        // A digital workplace: colleagues are found by first and last name, groups are known by name, and the identity
        // provider is always right.
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

    /// <summary>The merge patch that a request's <c>preset</c> stands for; an empty one where it names none.</summary>
    /// <param name="patch">The request.</param>
    /// <param name="error">InvalidValue where there is no such preset.</param>
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
