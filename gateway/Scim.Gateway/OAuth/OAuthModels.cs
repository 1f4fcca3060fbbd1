namespace Scim.Gateway.OAuth;

/// <summary>An access token as its client gets it (RFC 6749 section 5.1).</summary>
/// <param name="AccessToken">The token.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">How long it is good for, in seconds.</param>
/// <param name="Scope">What it allows, blanks between.</param>
internal sealed record AccessTokenBody(
    string AccessToken,
    string TokenType,
    long ExpiresIn,
    string Scope
)
{
    /// <summary>Never prints the token.</summary>
    public override string ToString() => "AccessTokenBody";
}

/// <summary>An error (RFC 6749 section 5.2).</summary>
/// <param name="Error">The code.</param>
/// <param name="ErrorDescription">A sentence for the developer of the client.</param>
internal sealed record OAuthErrorBody(string Error, string ErrorDescription);
