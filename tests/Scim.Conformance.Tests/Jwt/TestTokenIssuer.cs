using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Jwt;

/// <summary>An issuer of JSON Web Tokens with its own keys.</summary>
public sealed class TestTokenIssuer : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The issuer's name, the claim <c>iss</c>.</summary>
    public string Name { get; init; } = "https://issuer.example";

    /// <summary>The id of the RSA key.</summary>
    public string RsaKeyId { get; init; } = "rsa-1";

    /// <summary>The id of the EC key.</summary>
    public string EcKeyId { get; init; } = "ec-1";

    /// <summary>The public keys as a JWK Set.</summary>
    public JsonObject Jwks => new() { ["keys"] = new JsonArray(CreateRsaJwk(), CreateEcJwk()) };

    /// <summary>The claims of a valid token.</summary>
    public JsonObject CreateClaims(object? more = null)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        JsonObject claims = new()
        {
            ["iss"] = Name,
            ["aud"] = "api://scim",
            ["sub"] = "client-1",
            ["nbf"] = now - 5,
            ["iat"] = now - 5,
            ["exp"] = now + 600,
        };
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(more)?.AsObject() ?? [])
            claims[name] = value?.DeepClone();
        return claims;
    }

    /// <summary>Creates a signed token.</summary>
    /// <param name="claims">The claims; null for those of <see cref="CreateClaims"/>.</param>
    /// <param name="alg">The algorithm, including algorithms that an issuer must not use.</param>
    /// <param name="kid">The key id in the header; null for the id of the signing key, empty for none.</param>
    /// <param name="header">Further members of the header.</param>
    public string CreateToken(
        JsonObject? claims = null,
        string alg = "RS256",
        string? kid = null,
        object? header = null
    )
    {
        JsonObject head = new() { ["typ"] = "JWT", ["alg"] = alg };
        string named = kid ?? (alg.StartsWith("ES", StringComparison.Ordinal) ? EcKeyId : RsaKeyId);
        if (named.Length > 0)
            head["kid"] = named;
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(header)?.AsObject() ?? [])
            head[name] = value?.DeepClone();
        string signed = $"{EncodePart(head)}.{EncodePart(claims ?? CreateClaims())}";
        return $"{signed}.{Base64Url.EncodeToString(SignData(alg, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
    }

    private static string EncodePart(JsonObject part) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private byte[] SignData(string alg, byte[] data) =>
        alg switch
        {
            "RS256" => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "RS512" => _rsa.SignData(data, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            "PS256" => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            "ES256" => _ec.SignData(data, HashAlgorithmName.SHA256),
            // Algorithm confusion attack: the public key is used as the HMAC secret.
            "HS256" => HMACSHA256.HashData(_rsa.ExportSubjectPublicKeyInfo(), data),
            _ => [],
        };

    private JsonObject CreateRsaJwk()
    {
        RSAParameters key = _rsa.ExportParameters(false);
        return new()
        {
            ["kty"] = "RSA",
            ["kid"] = RsaKeyId,
            ["use"] = "sig",
            ["n"] = Base64Url.EncodeToString(key.Modulus),
            ["e"] = Base64Url.EncodeToString(key.Exponent),
        };
    }

    private JsonObject CreateEcJwk()
    {
        ECParameters key = _ec.ExportParameters(false);
        return new()
        {
            ["kty"] = "EC",
            ["kid"] = EcKeyId,
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(key.Q.X),
            ["y"] = Base64Url.EncodeToString(key.Q.Y),
        };
    }
}
