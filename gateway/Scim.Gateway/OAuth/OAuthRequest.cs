using Microsoft.AspNetCore.Http;

namespace Scim.Gateway.OAuth;

/// <summary>
/// A request to the token endpoint. The endpoint requires no bearer token; the form contains the client credentials.
/// </summary>
/// <param name="Http">The HTTP context.</param>
internal sealed record OAuthRequest(HttpContext Http);
