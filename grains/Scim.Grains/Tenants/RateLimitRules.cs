using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tenants;

/// <summary>What a tenant's rate limit may be.</summary>
internal static class RateLimitRules
{
    /// <summary>What is wrong with the settings, or null.</summary>
    public static ScimError? ValidateRateLimit(TenantSettings settings) =>
        settings.RateLimit.RequestsPerSecond
            is null
                or (>= 1 and <= RateLimitSettings.MaxRequestsPerSecond)
            ? null
            : new ScimError(
                ScimErrorKind.InvalidValue,
                $"rateLimit.requestsPerSecond must be between 1 and {RateLimitSettings.MaxRequestsPerSecond}, or null for the installation's limit."
            );
}
