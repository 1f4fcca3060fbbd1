using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tenants;

/// <summary>What a tenant may set about the life of users and sessions.</summary>
internal static class SettingsRules
{
    // Settings for which null is a choice of its own. Their default comes back with a null for the object that they are
    // in.
    private static readonly (string Object, string Member)[] NullableSettings =
    [
        ("deprovisioning", "deleteAfter"),
        ("sessions", "idleTimeout"),
    ];

    /// <summary>
    /// Keeps a merge patch (RFC 7396) from taking <c>null</c> for "remove the member" where null is a value.
    /// </summary>
    public static void PreserveNulls(JsonObject patch)
    {
        foreach ((string name, string member) in NullableSettings)
        {
            if (
                patch[name] is JsonObject part
                && part.TryGetPropertyValue(member, out JsonNode? value)
                && value is null
            )
                part[member] = IsoDuration.Never;
        }
    }

    /// <summary>What is wrong with the settings, named by its path, or null.</summary>
    public static ScimError? ValidateDurations(TenantSettings settings)
    {
        if (
            settings.Deprovisioning.DeleteAfter is { } after
            && !IsWithin(
                after,
                DeprovisioningSettings.MinDeleteAfter,
                DeprovisioningSettings.MaxDeleteAfter
            )
        )
            return new ScimError(
                ScimErrorKind.InvalidValue,
                "deprovisioning.deleteAfter must be from PT1S to P100Y, or null to delete nobody."
            );
        if (
            settings.Sessions.IdleTimeout is { } idle
            && !IsWithin(idle, SessionSettings.MinDuration, SessionSettings.MaxDuration)
        )
            return new ScimError(
                ScimErrorKind.InvalidValue,
                "sessions.idleTimeout must be from PT1S to P1Y, or null to end no session early."
            );
        return IsWithin(
            settings.Sessions.Lifetime,
            SessionSettings.MinDuration,
            SessionSettings.MaxDuration
        )
            ? null
            : new ScimError(
                ScimErrorKind.InvalidValue,
                "sessions.lifetime must be from PT1S to P1Y."
            );
    }

    private static bool IsWithin(IsoDuration duration, TimeSpan shortest, TimeSpan longest) =>
        duration.Length >= shortest && duration.Length <= longest;
}
