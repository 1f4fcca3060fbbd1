using System.Net;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Jwt;

/// <summary>
/// Fetches the keys of an issuer by https with a timeout and a size limit, without redirects, and only from addresses
/// that <see cref="OutboundAddressPolicy"/> allows.
/// </summary>
internal sealed class JwtKeyReader(OutboundAddressPolicy guard) : IDisposable
{
    private const int MaxBytes = 512 * 1024;
    private const int MinRsaBits = 2048;
    private const int MaxKeys = 100;
    private const string WellKnownPath = "/.well-known/openid-configuration";

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 32 };

    // Without a proxy: the policy would check the proxy's address instead of the host's.
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
    /// Returns a key that identifies the source of an issuer's keys: issuers with the same source key share their keys.
    /// </summary>
    public static string GetSourceKey(JwtIssuer issuer) =>
        issuer.JwksUri ?? $"{GetMetadataUrl(issuer)} {issuer.Issuer}";

    /// <summary>Fetches the keys.</summary>
    /// <exception cref="HttpRequestException">
    /// The address is not allowed, does not respond with 200, or sends too much data.
    /// </exception>
    /// <exception cref="FormatException">The response is not a JWK set or metadata of the issuer.</exception>
    /// <exception cref="OperationCanceledException">The request timed out.</exception>
    public async Task<IReadOnlyList<JsonWebKey>> ReadKeysAsync(JwtIssuer issuer)
    {
        string address = issuer.JwksUri ?? await ReadJwksUriAsync(issuer);
        IReadOnlyList<JsonWebKey> keys = ParseUsableKeys(await FetchTextAsync(address));
        return keys.Count > 0 ? keys : throw new FormatException("The JWK set contains no usable key.");
    }

    /// <summary>
    /// Parses a JWK set and returns the keys that can verify signatures: EC keys and public RSA keys of at least 2048
    /// bits that are not meant for encryption.
    /// </summary>
    /// <exception cref="FormatException">The text is not a JWK set.</exception>
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
            when (e is ArgumentException or JsonException or InvalidOperationException or NotSupportedException)
        {
            throw new FormatException("The document is not a JWK set.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string GetMetadataUrl(JwtIssuer issuer) =>
        issuer.Discovery ?? issuer.Issuer.TrimEnd('/') + WellKnownPath;

    // The metadata must name the issuer itself (OpenID Connect Discovery section 4.3), so that metadata published
    // elsewhere cannot provide keys for it.
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
                : throw new FormatException("The metadata names another issuer or no jwks_uri.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("The metadata is not valid JSON.", e);
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
            throw new HttpRequestException("Keys must not be fetched from this address. See Scim:Jwt.");
        using var request = new HttpRequestMessage(HttpMethod.Get, url)
        {
            Headers = { { "Accept", "application/json" } },
        };
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsStringAsync()
            : throw new HttpRequestException(
                $"The server responded with status {(int)response.StatusCode} instead of 200."
            );
    }
}
