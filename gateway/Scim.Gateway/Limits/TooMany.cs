using System.Globalization;
using Scim.Gateway.Routing;
using Scim.Gateway.Telemetry;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Limits;

/// <summary>The answers for passed limits: 429 with <c>Retry-After</c>, naming the limit.</summary>
internal static class TooMany
{
    /// <summary>A tenant's rate.</summary>
    public static Answer Requests(Allowance allowance, TimeSpan wait) => Refuse("rate", wait, string.Create(
        CultureInfo.InvariantCulture,
        $"The tenant's limit of {allowance.PerSecond:0} requests a second is reached (setting rateLimit.requestsPerSecond). Send them more slowly, or ask the operator for more."));

    /// <summary>A tenant's requests at one time.</summary>
    /// <param name="places">How many are worked on.</param>
    /// <param name="queue">How many wait.</param>
    public static Answer AtOnce(int places, int queue) => Refuse("concurrency", TimeSpan.Zero, string.Create(
        CultureInfo.InvariantCulture,
        $"The tenant has {places} requests at work and {queue} waiting, which is the limit. Send fewer at the same time."));

    /// <summary>An address without a valid credential.</summary>
    public static Answer Failures(TimeSpan wait) => Refuse(
        "failures", wait, "Too many requests without a valid credential came from this address. Check the token before you try again.");

    private static Answer Refuse(string limit, TimeSpan wait, string detail)
    {
        GatewayInstruments.Limited(limit);
        return new Answer
        {
            Error = new ScimError(ScimErrorKind.TooManyRequests, detail),
            RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)),
        };
    }
}
