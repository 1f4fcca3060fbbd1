using System.Net;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Jwt;

/// <summary>
/// Fetches an issuer's keys: by https with a deadline and a size limit, without redirects, from addresses that <see cref="AddressGuard"/> allows.
/// </summary>
internal sealed class JwtKeyReader(AddressGuard guard) : IDisposable
{
    private const int MaxBytes = 512 * 1024;
    private const int MinRsaBits = 2048;
    private const int MaxKeys = 100;
    private const string WellKnown = "/.well-known/openid-configuration";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32 };

    // No proxy: the guard would see the proxy's address instead of the host's.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = Deadline,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ConnectCallback = guard.Connect,
    })
    {
        Timeout = Deadline,
        MaxResponseContentBufferSize = MaxBytes,
    };

    /// <summary>Where the keys of <paramref name="issuer"/> are, as one text: issuers of the same text have the same keys.</summary>
    public static string SourceOf(JwtIssuer issuer) => issuer.JwksUri ?? $"{Metadata(issuer)} {issuer.Issuer}";

    /// <summary>Fetches the keys.</summary>
    /// <exception cref="HttpRequestException">They cannot be had: the address is not allowed, does not answer 200, or says too much.</exception>
    /// <exception cref="FormatException">What it says is not what it should be.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async Task<IReadOnlyList<JsonWebKey>> Read(JwtIssuer issuer)
    {
        string address = issuer.JwksUri ?? await JwksUri(issuer);
        IReadOnlyList<JsonWebKey> keys = Usable(await Get(address));
        return keys.Count > 0 ? keys : throw new FormatException("There is no usable key in the set.");
    }

    /// <summary>The keys of a JWK set that a signature may be checked with: public RSA keys of at least 2048 bits and EC keys, not meant for encryption.</summary>
    /// <exception cref="FormatException">It is no JWK set.</exception>
    public static IReadOnlyList<JsonWebKey> Usable(string jwks)
    {
        try
        {
            return
            [
                .. JsonWebKeySet.Create(jwks).Keys.Where(key => key.Use is null or "sig"
                    && (key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve || (key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key.N is not null && key.KeySize >= MinRsaBits)))
                    .Take(MaxKeys),
            ];
        }
        catch (Exception e) when (e is ArgumentException or JsonException or InvalidOperationException or NotSupportedException)
        {
            throw new FormatException("It is no JWK set.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Metadata(JwtIssuer issuer) => issuer.Discovery ?? issuer.Issuer.TrimEnd('/') + WellKnown;

    // The document must be the issuer's own (OpenID Connect Discovery section 4.3): whoever can publish some metadata somewhere must not speak for him.
    private async Task<string> JwksUri(JwtIssuer issuer)
    {
        string text = await Get(Metadata(issuer));
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Json);
            return Member(document, "issuer") == issuer.Issuer && Member(document, "jwks_uri") is { } uri
                ? uri
                : throw new FormatException("The metadata is another issuer's, or names no keys.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("The metadata is no JSON.", e);
        }
    }

    private static string? Member(JsonDocument document, string name) => document.RootElement.ValueKind == JsonValueKind.Object
        && document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private async Task<string> Get(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? url) || !guard.Allows(url)) throw new HttpRequestException("Keys may not be fetched from this address.");
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Accept", "application/json" } } };
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsStringAsync()
            : throw new HttpRequestException($"Status {(int)response.StatusCode} instead of 200.");
    }
}
