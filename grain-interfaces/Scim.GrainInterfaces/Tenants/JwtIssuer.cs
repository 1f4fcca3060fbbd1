using System.Text.Json.Serialization;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// An issuer whose JSON Web Tokens (RFC 7519) a tenant accepts as bearer tokens, and what they allow.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.JwtIssuer")]
public sealed record JwtIssuer
{
    private static readonly string[] DefaultAlgorithms = ["RS256", "ES256", "PS256"];

    /// <summary>The longest <see cref="ClockSkew"/>.</summary>
    public static TimeSpan MaxClockSkew { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The algorithms that may be allowed: signatures by a private key that only the issuer has.</summary>
    public static IReadOnlyList<string> KnownAlgorithms { get; } =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>The <c>iss</c> claim, compared character by character.</summary>
    [Id(0)]
    public string Issuer { get; init; } = "";

    /// <summary>The value that <c>aud</c> must be or hold.</summary>
    [Id(1)]
    public string Audience { get; init; } = "";

    /// <summary>
    /// The keys themselves, a JWK set (RFC 7517). At most one of this, <see cref="JwksUri"/> and
    /// <see cref="Discovery"/>.
    /// </summary>
    [Id(2), JsonConverter(typeof(JsonObjectTextConverter))]
    public string? Jwks { get; init; }

    /// <summary>Where the keys are: the https address of a JWK set.</summary>
    [Id(3)]
    public string? JwksUri { get; init; }

    /// <summary>
    /// The https address of the issuer's metadata (OpenID Connect Discovery, RFC 8414), which must name the same
    /// issuer. Where neither this nor keys are given it is the issuer followed by
    /// <c>/.well-known/openid-configuration</c>.
    /// </summary>
    [Id(4)]
    public string? Discovery { get; init; }

    /// <summary>
    /// The signature algorithms that are accepted, from <see cref="KnownAlgorithms"/>. Default RS256, ES256 and PS256.
    /// </summary>
    [Id(5)]
    public IReadOnlyList<string> Algorithms { get; init; } = DefaultAlgorithms;

    /// <summary>How far the issuer's clock may be off. Default one minute, at most ten.</summary>
    [Id(6)]
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The values of <c>sub</c> that are accepted; empty for any.</summary>
    [Id(7)]
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>The scopes that every token of this entry gets.</summary>
    [Id(8)]
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>
    /// The claim that says what a token allows, such as <c>roles</c> or <c>scp</c>: a list, or a text of words. Null:
    /// only <see cref="Scopes"/> count.
    /// </summary>
    [Id(9)]
    public string? ScopeClaim { get; init; }

    /// <summary>
    /// What values of <see cref="ScopeClaim"/> mean: the scopes of each. A value that is itself the name of a scope
    /// means that one.
    /// </summary>
    [Id(10)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ScopeMap { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Which user a token stands for at <c>/Me</c>; null when it stands for none.</summary>
    [Id(11)]
    public JwtUser? User { get; init; }
}
