using System.ComponentModel.DataAnnotations;

namespace Scim.Gateway.Configuration;

/// <summary>
/// How much of this process one tenant, or one stranger, may take: section <c>Scim:RateLimit</c>. Passing a limit is
/// answered 429 with <c>Retry-After</c>. Each process counts for itself, so behind a load balancer a tenant gets up to
/// this times the number of gateways.
/// </summary>
public sealed class RateLimitOptions
{
    /// <summary>
    /// Requests of one tenant a second, sustained; each operation of a bulk request counts as one. Default 2000: far
    /// above the 25 that Entra ID may send, so that an import by bulk requests is not held up. The tenant's setting
    /// <c>rateLimit.requestsPerSecond</c> takes its place. A higher one lets one tenant take more from the others.
    /// </summary>
    [Range(
        1,
        100_000,
        ErrorMessage = "Scim:RateLimit:RequestsPerSecond must be between 1 and 100000."
    )]
    public int RequestsPerSecond { get; set; } = 2000;

    /// <summary>
    /// Requests that a tenant which was quiet may send at once, before <see cref="RequestsPerSecond"/> holds. Default
    /// 10,000. A tenant with a rate of its own has a burst in the same proportion.
    /// </summary>
    [Range(1, 1_000_000, ErrorMessage = "Scim:RateLimit:Burst must be between 1 and 1000000.")]
    public int Burst { get; set; } = 10_000;

    /// <summary>
    /// Requests of one tenant that are worked on at the same time. Default 32: below the size of a database pool, so
    /// that no tenant can take it all. Further ones wait in <see cref="Queue"/>.
    /// </summary>
    [Range(1, 10_000, ErrorMessage = "Scim:RateLimit:Concurrency must be between 1 and 10000.")]
    public int Concurrency { get; set; } = 32;

    /// <summary>
    /// The same where five tenants or more were at work within the last second; with two it is half of
    /// <see cref="Concurrency"/>, with three or four a quarter, never less than this nor more than
    /// <see cref="Concurrency"/>. Default 4. What one tenant can delay the others by grows with it.
    /// </summary>
    [Range(1, 10_000, ErrorMessage = "Scim:RateLimit:FairConcurrency must be between 1 and 10000.")]
    public int FairConcurrency { get; set; } = 4;

    /// <summary>
    /// Requests of one tenant that wait for their turn; further ones are refused. Default 512. Costs about a kilobyte
    /// for each: bodies are read later.
    /// </summary>
    [Range(0, 100_000, ErrorMessage = "Scim:RateLimit:Queue must be between 0 and 100000.")]
    public int Queue { get; set; } = 512;

    /// <summary>
    /// Requests without a valid credential from one address (of IPv6: one /64) a second, sustained. Default 10.
    /// Afterwards that address gets 429, unless it shows a credential that this process knows. Behind a proxy,
    /// addresses are the proxy's unless <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> is set.
    /// </summary>
    [Range(
        1,
        100_000,
        ErrorMessage = "Scim:RateLimit:FailuresPerSecond must be between 1 and 100000."
    )]
    public int FailuresPerSecond { get; set; } = 10;

    /// <summary>Such requests that an address may send at once. Default 200.</summary>
    [Range(
        1,
        1_000_000,
        ErrorMessage = "Scim:RateLimit:FailureBurst must be between 1 and 1000000."
    )]
    public int FailureBurst { get; set; } = 200;
}
