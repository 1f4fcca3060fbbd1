using System.Net;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Jwt;

/// <summary>
/// Fetches an issuer's keys: by https with a deadline and a size limit, without redirects, from addresses that
/// <see cref="OutboundAddressPolicy"/> allows.
/// </summary>
internal sealed class JwtKeyReader(OutboundAddressPolicy guard) : IDisposable
{
    private const int MaxBytes = 512 * 1024;
    private const int MinRsaBits = 2048;
    private const int MaxKeys = 100;
    private const string WellKnownPath = "/.well-known/openid-configuration";

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 32 };

    // No proxy: the guard would see the proxy's address instead of the host's.
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = RequestTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = guard.ConnectAsync,
        }
    )
    {
        Timeout = RequestTimeout,
        MaxResponseContentBufferSize = MaxBytes,
    };

    /// <summary>
    /// Where the keys of <paramref name="issuer"/> are, as one text: issuers of the same text have the same keys.
    /// </summary>
    public static string GetSourceKey(JwtIssuer issuer) =>
        issuer.JwksUri ?? $"{GetMetadataUrl(issuer)} {issuer.Issuer}";

    /// <summary>Fetches the keys.</summary>
    /// <exception cref="HttpRequestException">They cannot be had: the address is not allowed, does not answer 200, or
    /// says too much.</exception>
    /// <exception cref="FormatException">What it says is not what it should be.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async Task<IReadOnlyList<JsonWebKey>> ReadKeysAsync(JwtIssuer issuer)
    {
        string address = issuer.JwksUri ?? await ReadJwksUriAsync(issuer);
        IReadOnlyList<JsonWebKey> keys = ParseUsableKeys(await FetchTextAsync(address));
        return keys.Count > 0
            ? keys
            : throw new FormatException("There is no usable key in the set.");
    }

    /// <summary>
    /// The keys of a JWK set that a signature may be checked with: public RSA keys of at least 2048 bits and EC keys,
    /// not meant for encryption.
    /// </summary>
    /// <exception cref="FormatException">It is no JWK set.</exception>
    public static IReadOnlyList<JsonWebKey> ParseUsableKeys(string jwks)
    {
        try
        {
            return
            [
                .. JsonWebKeySet
                    .Create(jwks)
                    .Keys.Where(key =>
                        key.Use is null or "sig"
                        && (
                            key.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve
                            || (
                                key.Kty == JsonWebAlgorithmsKeyTypes.RSA
                                && key.N is not null
                                && key.KeySize >= MinRsaBits
                            )
                        )
                    )
                    .Take(MaxKeys),
            ];
        }
        catch (Exception e)
            when (e
                    is ArgumentException
                        or JsonException
                        or InvalidOperationException
                        or NotSupportedException
            )
        {
            throw new FormatException("It is no JWK set.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string GetMetadataUrl(JwtIssuer issuer) =>
        issuer.Discovery ?? issuer.Issuer.TrimEnd('/') + WellKnownPath;

    // The document must be the issuer's own (OpenID Connect Discovery section 4.3): whoever can publish some metadata
    // somewhere must not speak for him.
    private async Task<string> ReadJwksUriAsync(JwtIssuer issuer)
    {
        string text = await FetchTextAsync(GetMetadataUrl(issuer));
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, DocumentOptions);
            return
                GetStringProperty(document, "issuer") == issuer.Issuer
                && GetStringProperty(document, "jwks_uri") is { } uri
                ? uri
                : throw new FormatException("The metadata is another issuer's, or names no keys.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("The metadata is no JSON.", e);
        }
    }

    private static string? GetStringProperty(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object
        && document.RootElement.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private async Task<string> FetchTextAsync(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? url) || !guard.IsAllowed(url))
            throw new HttpRequestException("Keys may not be fetched from this address.");
        using var request = new HttpRequestMessage(HttpMethod.Get, url)
        {
            Headers = { { "Accept", "application/json" } },
        };
        using HttpResponseMessage response = await _http.SendAsync(
            request,
            HttpCompletionOption.ResponseContentRead
        );
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsStringAsync()
            : throw new HttpRequestException($"Status {(int)response.StatusCode} instead of 200.");
    }
}
