using System.Text.Json.Serialization;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// An issuer whose JSON Web Tokens (RFC 7519) a tenant accepts as bearer tokens, and the scopes of these tokens.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.JwtIssuer")]
public sealed record JwtIssuer
{
    private static readonly string[] DefaultAlgorithms = ["RS256", "ES256", "PS256"];

    /// <summary>The maximum of <see cref="ClockSkew"/>: 10 minutes.</summary>
    public static TimeSpan MaxClockSkew { get; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The signature algorithms that can be allowed. All of them are asymmetric, so only the issuer can sign.
    /// </summary>
    public static IReadOnlyList<string> KnownAlgorithms { get; } =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>The expected <c>iss</c> claim, compared by ordinal.</summary>
    [Id(0)]
    public string Issuer { get; init; } = "";

    /// <summary>The expected <c>aud</c> claim, or one of its values.</summary>
    [Id(1)]
    public string Audience { get; init; } = "";

    /// <summary>
    /// The issuer's keys as a JWK set (RFC 7517). At most one of <see cref="Jwks"/>, <see cref="JwksUri"/> and
    /// <see cref="Discovery"/> can be set.
    /// </summary>
    [Id(2), JsonConverter(typeof(JsonObjectTextConverter))]
    public string? Jwks { get; init; }

    /// <summary>The https URL of the issuer's JWK set.</summary>
    [Id(3)]
    public string? JwksUri { get; init; }

    /// <summary>
    /// The https URL of the issuer's metadata (OpenID Connect Discovery, RFC 8414), which must name the same issuer.
    /// The default is the issuer followed by <c>/.well-known/openid-configuration</c>, unless <see cref="Jwks"/> or
    /// <see cref="JwksUri"/> is set.
    /// </summary>
    [Id(4)]
    public string? Discovery { get; init; }

    /// <summary>
    /// The accepted signature algorithms, from <see cref="KnownAlgorithms"/>. Default RS256, ES256 and PS256.
    /// </summary>
    [Id(5)]
    public IReadOnlyList<string> Algorithms { get; init; } = DefaultAlgorithms;

    /// <summary>
    /// The tolerated clock difference between the issuer and the server. Default one minute, maximum
    /// <see cref="MaxClockSkew"/>.
    /// </summary>
    [Id(6)]
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The accepted values of <c>sub</c>; empty to accept any.</summary>
    [Id(7)]
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>The scopes of every token that matches this entry.</summary>
    [Id(8)]
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>
    /// The claim that contains further scopes of a token, such as <c>roles</c> or <c>scp</c>: an array of strings, or a
    /// string of space-separated words. Null to grant only <see cref="Scopes"/>.
    /// </summary>
    [Id(9)]
    public string? ScopeClaim { get; init; }

    /// <summary>
    /// Maps each value of <see cref="ScopeClaim"/> to scopes. A value that is the name of a scope grants that scope.
    /// </summary>
    [Id(10)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ScopeMap { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// How to find the user that a token identifies at <c>/Me</c>; null when tokens identify no user.
    /// </summary>
    [Id(11)]
    public JwtUser? User { get; init; }
}
