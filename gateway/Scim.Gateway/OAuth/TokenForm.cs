using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Scim.Gateway.Routing;
using Scim.Gateway.Security;

namespace Scim.Gateway.OAuth;

/// <summary>A token request (RFC 6749 section 4.4.2), taken out of its form and the <c>Authorization</c> header.</summary>
/// <param name="GrantType">The grant.</param>
/// <param name="ClientId">Who asks.</param>
/// <param name="ClientSecret">And proves it by.</param>
/// <param name="Scope">What is asked for, or null.</param>
internal sealed record TokenForm(string GrantType, string ClientId, string ClientSecret, string? Scope)
{
    private const int MaxFields = 32;

    /// <summary>Reads the request. Unknown parameters are ignored, empty ones are not there (section 3.2).</summary>
    /// <returns>The request; or <c>invalid_request</c> or <c>invalid_client</c>.</returns>
    public static (TokenForm? Form, Answer Refusal) Read(ReadOnlyMemory<byte> body, StringValues authorization)
    {
        if (Parse(body) is not { } fields) return (null, OAuthError.InvalidRequest("The body must be a form of at most 32 parameters, none of them twice."));
        if (Field(fields, "grant_type") is not { } grant) return (null, OAuthError.InvalidRequest("grant_type is required: client_credentials."));
        string? id = Field(fields, "client_id"), secret = Field(fields, "client_secret");
        if (authorization.Count > 0)
        {
            if (secret is not null) return (null, OAuthError.InvalidRequest("The client must show its secret once: in the header or in the body."));
            if (!AuthorizationHeader.TryBasic(authorization, out string user, out string password)) return (null, OAuthError.InvalidClient);
            string named = Decode(user);
            if (id is not null && id != named) return (null, OAuthError.InvalidRequest("client_id is another one in the body than in the header."));
            (id, secret) = (named, Decode(password));
        }

        return id is null || secret is null ? (null, OAuthError.InvalidClient) : (new TokenForm(grant, id, secret, Field(fields, "scope")), default);
    }

    /// <summary>Never prints the secret.</summary>
    public override string ToString() => $"TokenForm of {ClientId}";

    private static Dictionary<string, StringValues>? Parse(ReadOnlyMemory<byte> body)
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

    private static string? Field(Dictionary<string, StringValues> fields, string name) =>
        fields.TryGetValue(name, out StringValues value) && value.ToString() is { Length: > 0 } text ? text : null;

    // RFC 6749 section 2.3.1: both parts of the header are form-encoded first.
    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
