namespace Scim.Gateway.OAuth;

/// <summary>The response with an access token (RFC 6749 section 5.1).</summary>
/// <param name="AccessToken">The token.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">The lifetime in seconds.</param>
/// <param name="Scope">The granted scopes, separated by spaces.</param>
internal sealed record AccessTokenBody(string AccessToken, string TokenType, long ExpiresIn, string Scope)
{
    /// <summary>Returns a text without the token.</summary>
    public override string ToString() => "AccessTokenBody";
}

/// <summary>An error (RFC 6749 section 5.2).</summary>
/// <param name="Error">The error code.</param>
/// <param name="ErrorDescription">A description for the developer of the client.</param>
internal sealed record OAuthErrorBody(string Error, string ErrorDescription);
