using Microsoft.AspNetCore.Http;

namespace Scim.Gateway.OAuth;

/// <summary>A request to the token endpoint. Anybody may send one; who asks is in the form.</summary>
/// <param name="Http">The request as ASP.NET Core has it.</param>
internal sealed record OAuthRequest(HttpContext Http);
