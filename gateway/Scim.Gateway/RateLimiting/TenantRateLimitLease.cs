using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;

namespace Scim.Gateway.RateLimiting;

/// <summary>
/// A request's place among those of its tenant; held until the answer is written. The default is that of a request
/// without limits.
/// </summary>
/// <param name="Label">What metrics call the tenant, or null.</param>
/// <param name="Lease">The place.</param>
/// <param name="Limit">What the tenant may send.</param>
/// <param name="Remaining">What is left of it.</param>
/// <param name="Refusal">The answer where a limit is passed, or null.</param>
internal readonly record struct TenantRateLimitLease(
    string? Label,
    RateLimitLease? Lease,
    RateLimit Limit,
    int Remaining,
    ApiResponse? Refusal
) : IDisposable
{
    /// <summary>
    /// Tells the client how near the limit is, in the headers that provisioning products read, from half of the burst
    /// on: below that it concerns nobody and would be paid for with each request.
    /// </summary>
    public void WriteHeaders(IHeaderDictionary headers)
    {
        if (Limit.PerSecond == 0 || (Refusal is null && Remaining > Limit.Burst / 2))
            return;
        headers["x-rate-limit-limit"] = ((int)Limit.PerSecond).ToString(
            CultureInfo.InvariantCulture
        );
        headers["x-rate-limit-remaining"] = Remaining.ToString(CultureInfo.InvariantCulture);
        if (Refusal?.RetryAfter is { } seconds)
            headers["x-rate-limit-reset"] = seconds.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Gives the place to the next one.</summary>
    public void Dispose() => Lease?.Dispose();
}
