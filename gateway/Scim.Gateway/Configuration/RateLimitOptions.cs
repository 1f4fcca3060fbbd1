using System.ComponentModel.DataAnnotations;

namespace Scim.Gateway.Configuration;

/// <summary>
/// Limits how much of this process one tenant, or one client without a valid credential, can use. Configuration section
/// <c>Scim:RateLimit</c>. Requests over a limit get 429 with <c>Retry-After</c>.
/// </summary>
/// <remarks>
/// Every process counts by itself, so behind a load balancer a tenant can get up to the limit times the number of
/// gateways.
/// </remarks>
public sealed class RateLimitOptions
{
    /// <summary>
    /// The sustained number of requests of one tenant per second; every operation of a bulk request counts as one. The
    /// default is 2000.
    /// </summary>
    /// <remarks>
    /// The default is far above the 25 that Entra ID may send, so that imports by bulk requests are not slowed down.
    /// The tenant setting <c>rateLimit.requestsPerSecond</c> overrides it. A higher value lets one tenant take more
    /// from the others.
    /// </remarks>
    [Range(1, 100_000, ErrorMessage = "Scim:RateLimit:RequestsPerSecond must be between 1 and 100000.")]
    public int RequestsPerSecond { get; set; } = 2000;

    /// <summary>
    /// The number of requests that an idle tenant may send at once before <see cref="RequestsPerSecond"/> applies. The
    /// default is 10,000.
    /// </summary>
    /// <remarks>The burst of a tenant with a rate of its own is scaled in proportion.</remarks>
    [Range(1, 1_000_000, ErrorMessage = "Scim:RateLimit:Burst must be between 1 and 1000000.")]
    public int Burst { get; set; } = 10_000;

    /// <summary>
    /// The number of requests of one tenant that are processed concurrently. Further requests wait in
    /// <see cref="Queue"/>. The default is 32.
    /// </summary>
    /// <remarks>Keep it below the size of the database pool, so that one tenant cannot use the whole pool.</remarks>
    [Range(1, 10_000, ErrorMessage = "Scim:RateLimit:Concurrency must be between 1 and 10000.")]
    public int Concurrency { get; set; } = 32;

    /// <summary>The same limit if five or more tenants were active within the last second. The default is 4.</summary>
    /// <remarks>
    /// With two active tenants the limit is half of <see cref="Concurrency"/>, with three or four a quarter, but never
    /// less than this value and never more than <see cref="Concurrency"/>. A higher value lets one tenant delay the
    /// others for longer.
    /// </remarks>
    [Range(1, 10_000, ErrorMessage = "Scim:RateLimit:FairConcurrency must be between 1 and 10000.")]
    public int FairConcurrency { get; set; } = 4;

    /// <summary>
    /// The number of requests of one tenant that can wait for processing. Further requests are rejected. The default is
    /// 512.
    /// </summary>
    /// <remarks>A waiting request costs about one kilobyte, because its body is read later.</remarks>
    [Range(0, 100_000, ErrorMessage = "Scim:RateLimit:Queue must be between 0 and 100000.")]
    public int Queue { get; set; } = 512;

    /// <summary>
    /// The sustained number of requests per second without a valid credential from one address (for IPv6, one /64). The
    /// default is 10.
    /// </summary>
    /// <remarks>
    /// Further requests from the address get 429, unless their credential is known to this process. Behind a proxy all
    /// requests have the proxy's address unless <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> is set.
    /// </remarks>
    [Range(1, 100_000, ErrorMessage = "Scim:RateLimit:FailuresPerSecond must be between 1 and 100000.")]
    public int FailuresPerSecond { get; set; } = 10;

    /// <summary>
    /// The number of requests without a valid credential that one address may send at once. The default is 200.
    /// </summary>
    [Range(1, 1_000_000, ErrorMessage = "Scim:RateLimit:FailureBurst must be between 1 and 1000000.")]
    public int FailureBurst { get; set; } = 200;
}
