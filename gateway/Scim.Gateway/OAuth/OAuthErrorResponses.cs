using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;

namespace Scim.Gateway.OAuth;

/// <summary>The error responses of the token endpoint (RFC 6749 section 5.2).</summary>
internal static class OAuthErrorResponses
{
    private const string Challenge = "Basic realm=\"scim\", charset=\"UTF-8\"";

    /// <summary>400 <c>invalid_request</c>.</summary>
    public static ApiResponse CreateInvalidRequest(string description) =>
        CreateBadRequest("invalid_request", description);

    /// <summary>400 <c>unsupported_grant_type</c>.</summary>
    public static ApiResponse UnsupportedGrantType { get; } =
        CreateBadRequest("unsupported_grant_type", "grant_type must be client_credentials.");

    /// <summary>400 <c>invalid_scope</c>.</summary>
    public static ApiResponse CreateInvalidScope(IEnumerable<string> allowed) =>
        CreateBadRequest(
            "invalid_scope",
            $"scope must contain only scopes granted to this client: {string.Join(' ', allowed)}."
        );

    /// <summary>
    /// 401 <c>invalid_client</c>. An unknown tenant, an unknown client and a wrong secret get the same response.
    /// </summary>
    public static ApiResponse InvalidClient { get; } =
        new()
        {
            Status = StatusCodes.Status401Unauthorized,
            Body = SerializeError(
                "invalid_client",
                "Client authentication failed. The client id or secret is wrong, expired or deleted. "
                    + "Check the credentials."
            ),
            Challenge = Challenge,
        };

    /// <summary>Serializes the body of an error.</summary>
    public static byte[] SerializeError(string error, string description) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new OAuthErrorBody(error, description),
            OAuthJsonContext.Default.OAuthErrorBody
        );

    private static ApiResponse CreateBadRequest(string error, string description) =>
        new() { Status = StatusCodes.Status400BadRequest, Body = SerializeError(error, description) };
}
