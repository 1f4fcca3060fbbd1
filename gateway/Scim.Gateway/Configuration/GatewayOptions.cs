using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Scim.Gateway.Bulk;
using Scim.Gateway.Telemetry;

namespace Scim.Gateway.Configuration;

/// <summary>
/// What an installation may set about its HTTP side, from the configuration section <see cref="SectionName"/>
/// (environment <c>Scim__PublicBaseUrl</c>, appsettings, command line). Checked when the program starts.
/// </summary>
public sealed class GatewayOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Scim";

    /// <summary>
    /// The address by which clients reach this service, without <c>/tenants</c>: what every <c>meta.location</c> begins
    /// with. Default empty: scheme and host are those of the request, which is right without a proxy, or with one that
    /// keeps the <c>Host</c> header and ASP.NET Core's forwarded-headers middleware in front; this library itself never
    /// believes a forwarded header. Costs nothing either way.
    /// </summary>
    [AbsoluteHttpUrl]
    public string PublicBaseUrl { get; set; } = "";

    /// <summary>
    /// The key that opens <c>/operator</c> and the dashboard: a secret of at least 16 characters. Default empty:
    /// <see cref="OperatorKeyDigest"/> counts, and without that either nobody is let in. Costs one SHA-256 for each
    /// operator request.
    /// </summary>
    [SecretLength(16)]
    public string OperatorKey { get; set; } = "";

    /// <summary>
    /// The SHA-256 digest of the operator key in 64 hexadecimal digits, for installations that do not want the key
    /// itself in their configuration. Used where <see cref="OperatorKey"/> is empty. Default empty.
    /// </summary>
    [RegularExpression(
        "^[0-9A-Fa-f]{64}$",
        ErrorMessage = "Scim:OperatorKeyDigest must be a SHA-256 digest in 64 hexadecimal digits, or empty."
    )]
    public string OperatorKeyDigest { get; set; } = "";

    /// <summary>
    /// The largest request body, in bytes; a larger one is answered 413. Default 2 MiB, which holds a PATCH of about
    /// 20,000 members. A body is in memory as a whole while it is worked on, so this times the number of simultaneous
    /// requests is what bodies may cost.
    /// </summary>
    [Range(
        1024,
        64 * 1024 * 1024,
        ErrorMessage = "Scim:MaxBodyBytes must be between 1024 and 67108864 bytes."
    )]
    public int MaxBodyBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>
    /// How long a list or search may be computed before it is given up and answered 503. Default 30 seconds: identity
    /// providers wait for 60. The time for single resources is Orleans' response timeout. A longer time lets a costly
    /// filter hold its database connection for longer.
    /// </summary>
    [Range(
        typeof(TimeSpan),
        "00:00:01",
        "00:10:00",
        ErrorMessage = "Scim:QueryTimeout must be between 00:00:01 and 00:10:00."
    )]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the process goes on serving after it was told to stop, while <c>/health/ready</c> already says no: as
    /// long as load balancers take to notice. Default 5 seconds with PostgreSQL, none with SQLite. Whoever stops the
    /// process must wait 30 seconds longer than this before ending it by force.
    /// </summary>
    [Range(
        typeof(TimeSpan),
        "00:00:00",
        "00:05:00",
        ErrorMessage = "Scim:DrainTime must be between 00:00:00 and 00:05:00."
    )]
    public TimeSpan DrainTime { get; set; }

    /// <summary>
    /// The limits of lists, which the directory grain enforces: here only so that <c>/ServiceProviderConfig</c> tells
    /// clients what is so.
    /// </summary>
    [ValidateObjectMembers]
    public ListLimits Directory { get; set; } = new();

    /// <summary>The limits of bulk requests.</summary>
    [ValidateObjectMembers]
    public BulkLimits Bulk { get; set; } = new();

    /// <summary>How much one tenant, or a stranger, may ask for.</summary>
    [ValidateObjectMembers]
    public RateLimitOptions RateLimit { get; set; } = new();

    /// <summary>Where the process shows what it measures.</summary>
    [ValidateObjectMembers]
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>The limits of uploads.</summary>
    [ValidateObjectMembers]
    public UploadLimits Uploads { get; set; } = new();

    /// <summary>Where the keys of JSON Web Tokens may be fetched from.</summary>
    public JwtOptions Jwt { get; set; } = new();
}
