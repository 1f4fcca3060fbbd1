using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tenants;

/// <summary>What a tenant may set about the life of users and sessions.</summary>
internal static class SettingsRules
{
    // Settings for which null is a choice of its own. Their default comes back with a null for the object that they are in.
    private static readonly (string Object, string Member)[] Nullable = [("deprovisioning", "deleteAfter")];

    /// <summary>Keeps a merge patch (RFC 7396) from taking <c>null</c> for "remove the member" where null is a value.</summary>
    public static void KeepNulls(JsonObject patch)
    {
        foreach ((string name, string member) in Nullable)
        {
            if (patch[name] is JsonObject part && part.TryGetPropertyValue(member, out JsonNode? value) && value is null) part[member] = IsoDuration.Never;
        }
    }

    /// <summary>What is wrong with the settings, named by its path, or null.</summary>
    public static ScimError? Check(TenantSettings settings) => settings.Deprovisioning.DeleteAfter is { } after
        && (after.Length < DeprovisioningSettings.Shortest || after.Length > DeprovisioningSettings.Longest)
        ? new ScimError(ScimErrorKind.InvalidValue, "deprovisioning.deleteAfter must be from PT1S to P100Y, or null to delete nobody.")
        : null;
}
