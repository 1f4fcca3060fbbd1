using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Scim.Gateway.Configuration;

/// <summary>
/// The options of the HTTP side of a deployment, from the configuration section <see cref="SectionName"/> (environment
/// variables such as <c>Scim__PublicBaseUrl</c>, appsettings, command line). They are validated at start-up.
/// </summary>
public sealed class GatewayOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Scim";

    /// <summary>
    /// The URL at which clients reach this service, without <c>/tenants</c>. Every <c>meta.location</c> begins with it.
    /// The default is empty: the scheme and host of the request are used.
    /// </summary>
    /// <remarks>
    /// The default is correct without a proxy, and with a proxy that keeps the <c>Host</c> header when ASP.NET Core's
    /// forwarded-headers middleware is enabled. This library itself does not evaluate forwarded headers. The option has
    /// no cost.
    /// </remarks>
    [AbsoluteHttpUrl]
    public string PublicBaseUrl { get; set; } = "";

    /// <summary>
    /// The key for <c>/operator</c> and the dashboard: a secret of at least 16 characters. The default is empty:
    /// <see cref="OperatorKeyDigest"/> is used.
    /// </summary>
    /// <remarks>
    /// If neither is set, all operator requests are rejected. Each operator request costs one SHA-256 computation.
    /// </remarks>
    [SecretLength(16)]
    public string OperatorKey { get; set; } = "";

    /// <summary>
    /// The SHA-256 digest of the operator key, in 64 hexadecimal digits. It is used if <see cref="OperatorKey"/> is
    /// empty. The default is empty.
    /// </summary>
    /// <remarks>Use it to keep the key itself out of the configuration.</remarks>
    [RegularExpression(
        "^[0-9A-Fa-f]{64}$",
        ErrorMessage = "Scim:OperatorKeyDigest must be a SHA-256 digest of 64 hexadecimal digits, or empty."
    )]
    public string OperatorKeyDigest { get; set; } = "";

    /// <summary>
    /// The maximum size of a request body, in bytes. Larger bodies get 413. The default is 2 MiB, which holds a PATCH
    /// of about 20,000 members.
    /// </summary>
    /// <remarks>
    /// The whole body is in memory while the request is processed, so bodies can take up to this size times the number
    /// of concurrent requests.
    /// </remarks>
    [Range(1024, 64 * 1024 * 1024, ErrorMessage = "Scim:MaxBodyBytes must be between 1024 and 67108864 bytes.")]
    public int MaxBodyBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>
    /// The maximum duration of a list or search. Longer queries are cancelled and get 503. The default is 30 seconds,
    /// because identity providers wait for 60.
    /// </summary>
    /// <remarks>
    /// Requests for single resources are limited by Orleans' response timeout instead. A longer timeout lets an
    /// expensive filter occupy its database connection for longer.
    /// </remarks>
    [Range(
        typeof(TimeSpan),
        "00:00:01",
        "00:10:00",
        ErrorMessage = "Scim:QueryTimeout must be between 00:00:01 and 00:10:00."
    )]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the process continues to serve requests after it was asked to stop, while <c>/health/ready</c> already
    /// reports that it is not ready. The default is 5 seconds with PostgreSQL and 0 with SQLite.
    /// </summary>
    /// <remarks>
    /// Set it to the time that load balancers need to notice. The service manager must wait 30 seconds longer than this
    /// before it kills the process.
    /// </remarks>
    [Range(
        typeof(TimeSpan),
        "00:00:00",
        "00:05:00",
        ErrorMessage = "Scim:DrainTime must be between 00:00:00 and 00:05:00."
    )]
    public TimeSpan DrainTime { get; set; }

    /// <summary>
    /// The limits of lists. The directory grain enforces them; the gateway only publishes them in
    /// <c>/ServiceProviderConfig</c>.
    /// </summary>
    [ValidateObjectMembers]
    public ListLimits Directory { get; set; } = new();

    /// <summary>The limits of bulk requests.</summary>
    [ValidateObjectMembers]
    public BulkLimits Bulk { get; set; } = new();

    /// <summary>The rate limits for tenants and for clients without a valid credential.</summary>
    [ValidateObjectMembers]
    public RateLimitOptions RateLimit { get; set; } = new();

    /// <summary>The options for metrics and traces.</summary>
    [ValidateObjectMembers]
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>The limits of uploads.</summary>
    [ValidateObjectMembers]
    public UploadLimits Uploads { get; set; } = new();

    /// <summary>The addresses from which the keys of JSON Web Tokens may be fetched.</summary>
    public JwtOptions Jwt { get; set; } = new();
}
