using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tenants;

/// <summary>Validates a tenant's settings for the retention of users and the lifetime of sessions.</summary>
internal static class SettingsRules
{
    // Settings for which null is a value of its own. Setting the enclosing object to null restores their default.
    private static readonly (string Object, string Member)[] NullableSettings =
    [
        ("deprovisioning", "deleteAfter"),
        ("sessions", "idleTimeout"),
    ];

    /// <summary>
    /// Replaces <c>null</c> by the stored form of "never" where null is a value, because a merge patch (RFC 7396) would
    /// remove the member.
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

    /// <summary>Returns the first invalid setting, named by its path, or null.</summary>
    public static ScimError? ValidateDurations(TenantSettings settings)
    {
        if (
            settings.Deprovisioning.DeleteAfter is { } after
            && !IsWithin(after, DeprovisioningSettings.MinDeleteAfter, DeprovisioningSettings.MaxDeleteAfter)
        )
            return new ScimError(
                ScimErrorKind.InvalidValue,
                "deprovisioning.deleteAfter must be from PT1S to P100Y, or null to keep deactivated users."
            );
        if (
            settings.Sessions.IdleTimeout is { } idle
            && !IsWithin(idle, SessionSettings.MinDuration, SessionSettings.MaxDuration)
        )
            return new ScimError(
                ScimErrorKind.InvalidValue,
                "sessions.idleTimeout must be from PT1S to P1Y, or null for no idle timeout."
            );
        return IsWithin(settings.Sessions.Lifetime, SessionSettings.MinDuration, SessionSettings.MaxDuration)
            ? null
            : new ScimError(ScimErrorKind.InvalidValue, "sessions.lifetime must be from PT1S to P1Y.");
    }

    private static bool IsWithin(IsoDuration duration, TimeSpan shortest, TimeSpan longest) =>
        duration.Length >= shortest && duration.Length <= longest;
}
