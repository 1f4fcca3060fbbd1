using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;

namespace Scim.Gateway.OAuth;

/// <summary>The errors of the token endpoint (RFC 6749 section 5.2).</summary>
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
        CreateBadRequest("invalid_scope", $"This client may ask for: {string.Join(' ', allowed)}.");

    /// <summary>
    /// 401 <c>invalid_client</c>: an unknown tenant, an unknown client and a wrong secret look the same.
    /// </summary>
    public static ApiResponse InvalidClient { get; } =
        new()
        {
            Status = StatusCodes.Status401Unauthorized,
            Body = SerializeError(
                "invalid_client",
                "The client or its secret is not known here. It may be mistyped, expired or deleted."
            ),
            Challenge = Challenge,
        };

    /// <summary>The body of an error.</summary>
    public static byte[] SerializeError(string error, string description) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new OAuthErrorBody(error, description),
            OAuthJsonContext.Default.OAuthErrorBody
        );

    private static ApiResponse CreateBadRequest(string error, string description) =>
        new()
        {
            Status = StatusCodes.Status400BadRequest,
            Body = SerializeError(error, description),
        };
}
