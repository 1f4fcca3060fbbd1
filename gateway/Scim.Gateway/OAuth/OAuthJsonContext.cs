using System.Text.Json.Serialization;

namespace Scim.Gateway.OAuth;

/// <summary>The JSON of the token endpoint (RFC 6749 sections 5.1 and 5.2).</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AccessTokenBody)), JsonSerializable(typeof(OAuthErrorBody))]
internal sealed partial class OAuthJsonContext : JsonSerializerContext;
