using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.Gateway.Security;

namespace Scim.Gateway.OAuth;

/// <summary>
/// A token request (RFC 6749 section 4.4.2), taken out of its form and the <c>Authorization</c> header.
/// </summary>
/// <param name="GrantType">The grant.</param>
/// <param name="ClientId">Who asks.</param>
/// <param name="ClientSecret">And proves it by.</param>
/// <param name="Scope">What is asked for, or null.</param>
internal sealed record TokenForm(
    string GrantType,
    string ClientId,
    string ClientSecret,
    string? Scope
)
{
    private const int MaxFields = 32;

    /// <summary>Reads the request. Unknown parameters are ignored, empty ones are not there (section 3.2).</summary>
    /// <returns>The request; or <c>invalid_request</c> or <c>invalid_client</c>.</returns>
    public static (TokenForm? Form, ApiResponse Refusal) ParseForm(
        ReadOnlyMemory<byte> body,
        StringValues authorization
    )
    {
        if (ParseFields(body) is not { } fields)
            return (
                null,
                OAuthErrorResponses.CreateInvalidRequest(
                    "The body must be a form of at most 32 parameters, none of them twice."
                )
            );
        if (GetField(fields, "grant_type") is not { } grant)
            return (
                null,
                OAuthErrorResponses.CreateInvalidRequest(
                    "grant_type is required: client_credentials."
                )
            );
        string? id = GetField(fields, "client_id"),
            secret = GetField(fields, "client_secret");
        if (authorization.Count > 0)
        {
            if (secret is not null)
                return (
                    null,
                    OAuthErrorResponses.CreateInvalidRequest(
                        "The client must show its secret once: in the header or in the body."
                    )
                );
            if (
                !AuthorizationHeader.TryReadBasic(
                    authorization,
                    out string user,
                    out string password
                )
            )
                return (null, OAuthErrorResponses.InvalidClient);
            string named = DecodeComponent(user);
            if (id is not null && id != named)
                return (
                    null,
                    OAuthErrorResponses.CreateInvalidRequest(
                        "client_id is another one in the body than in the header."
                    )
                );
            (id, secret) = (named, DecodeComponent(password));
        }

        return id is null || secret is null
            ? (null, OAuthErrorResponses.InvalidClient)
            : (new TokenForm(grant, id, secret, GetField(fields, "scope")), default);
    }

    /// <summary>Never prints the secret.</summary>
    public override string ToString() => $"TokenForm of {ClientId}";

    private static Dictionary<string, StringValues>? ParseFields(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var reader = new FormReader(Encoding.UTF8.GetString(body.Span))
            {
                ValueCountLimit = MaxFields,
            };
            Dictionary<string, StringValues> fields = reader.ReadForm();
            return fields.Values.All(v => v.Count == 1) ? fields : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string? GetField(Dictionary<string, StringValues> fields, string name) =>
        fields.TryGetValue(name, out StringValues value) && value.ToString() is { Length: > 0 } text
            ? text
            : null;

    // RFC 6749 section 2.3.1: both parts of the header are form-encoded first.
    private static string DecodeComponent(string text) =>
        Uri.UnescapeDataString(text.Replace('+', ' '));
}
