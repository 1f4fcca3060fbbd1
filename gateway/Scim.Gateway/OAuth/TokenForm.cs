using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Scim.Gateway.Http;
using Scim.Gateway.Security;

namespace Scim.Gateway.OAuth;

/// <summary>A token request (RFC 6749 section 4.4.2), read from its form and the <c>Authorization</c> header.</summary>
/// <param name="GrantType">The grant type.</param>
/// <param name="ClientId">The client id.</param>
/// <param name="ClientSecret">The client secret.</param>
/// <param name="Scope">The requested scopes, or null.</param>
internal sealed record TokenForm(string GrantType, string ClientId, string ClientSecret, string? Scope)
{
    private const int MaxFields = 32;

    /// <summary>
    /// Parses the request. Unknown parameters are ignored, empty ones are treated as omitted (section 3.2).
    /// </summary>
    /// <returns>The request; or an <c>invalid_request</c> or <c>invalid_client</c> response.</returns>
    public static (TokenForm? Form, ApiResponse ErrorResponse) ParseForm(
        ReadOnlyMemory<byte> body,
        StringValues authorization
    )
    {
        if (ParseFields(body) is not { } fields)
            return (
                null,
                OAuthErrorResponses.CreateInvalidRequest(
                    "The body must be a form with at most 32 parameters, each given only once."
                )
            );
        if (GetField(fields, "grant_type") is not { } grant)
            return (
                null,
                OAuthErrorResponses.CreateInvalidRequest("grant_type is required and must be client_credentials.")
            );
        string? id = GetField(fields, "client_id"),
            secret = GetField(fields, "client_secret");
        if (authorization.Count > 0)
        {
            if (secret is not null)
                return (
                    null,
                    OAuthErrorResponses.CreateInvalidRequest(
                        "Send the client secret either in the Authorization header or in the body, not in both."
                    )
                );
            if (!AuthorizationHeader.TryReadBasic(authorization, out string user, out string password))
                return (null, OAuthErrorResponses.InvalidClient);
            string named = DecodeComponent(user);
            if (id is not null && id != named)
                return (
                    null,
                    OAuthErrorResponses.CreateInvalidRequest(
                        "client_id in the body differs from the one in the Authorization header. Send it once."
                    )
                );
            (id, secret) = (named, DecodeComponent(password));
        }

        return id is null || secret is null
            ? (null, OAuthErrorResponses.InvalidClient)
            : (new TokenForm(grant, id, secret, GetField(fields, "scope")), default);
    }

    /// <summary>Returns a text without the secret.</summary>
    public override string ToString() => $"TokenForm of {ClientId}";

    private static Dictionary<string, StringValues>? ParseFields(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var reader = new FormReader(Encoding.UTF8.GetString(body.Span)) { ValueCountLimit = MaxFields };
            Dictionary<string, StringValues> fields = reader.ReadForm();
            return fields.Values.All(v => v.Count == 1) ? fields : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string? GetField(Dictionary<string, StringValues> fields, string name) =>
        fields.TryGetValue(name, out StringValues value) && value.ToString() is { Length: > 0 } text ? text : null;

    // Both parts of the header are form-encoded (RFC 6749 section 2.3.1).
    private static string DecodeComponent(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
