using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;

namespace Scim.Gateway.RateLimiting;

/// <summary>
/// The permit of a request under the limits of its tenant, held until the response is written. The default value is for
/// requests without limits.
/// </summary>
/// <param name="Label">The tenant's label in metrics, or null.</param>
/// <param name="Lease">The lease of the concurrency limiter, or null.</param>
/// <param name="Limit">The rate limit of the tenant.</param>
/// <param name="Remaining">The remaining number of requests.</param>
/// <param name="Refusal">The 429 response if a limit is exceeded, otherwise null.</param>
internal readonly record struct TenantRateLimitLease(
    string? Label,
    RateLimitLease? Lease,
    RateLimit Limit,
    int Remaining,
    ApiResponse? Refusal
) : IDisposable
{
    /// <summary>
    /// Writes the rate-limit headers that provisioning clients read, once half of the burst is used. Below that they
    /// are omitted, because they would cost time in every request.
    /// </summary>
    public void WriteHeaders(IHeaderDictionary headers)
    {
        if (Limit.PerSecond == 0 || (Refusal is null && Remaining > Limit.Burst / 2))
            return;
        headers["x-rate-limit-limit"] = ((int)Limit.PerSecond).ToString(CultureInfo.InvariantCulture);
        headers["x-rate-limit-remaining"] = Remaining.ToString(CultureInfo.InvariantCulture);
        if (Refusal?.RetryAfter is { } seconds)
            headers["x-rate-limit-reset"] = seconds.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Releases the permit.</summary>
    public void Dispose() => Lease?.Dispose();
}
