using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tenants;

/// <summary>Validates a tenant's rate limit.</summary>
internal static class RateLimitRules
{
    /// <summary>Returns the error of an invalid setting, or null.</summary>
    public static ScimError? ValidateRateLimit(TenantSettings settings) =>
        settings.RateLimit.RequestsPerSecond is null or (>= 1 and <= RateLimitSettings.MaxRequestsPerSecond)
            ? null
            : new ScimError(
                ScimErrorKind.InvalidValue,
                $"rateLimit.requestsPerSecond must be between 1 and {RateLimitSettings.MaxRequestsPerSecond}, "
                    + "or null to use the installation's limit."
            );
}
