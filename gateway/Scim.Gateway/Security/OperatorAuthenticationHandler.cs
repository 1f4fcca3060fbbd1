using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Scim.Gateway.Security;

/// <summary>
/// Authenticates the operator for <see cref="GatewayPolicies.Operator"/>, by bearer token or HTTP Basic depending on
/// the name of the scheme.
/// </summary>
internal sealed class OperatorAuthenticationHandler(
    IOptionsMonitor<OperatorAuthenticationOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    OperatorKey key
) : AuthenticationHandler<OperatorAuthenticationOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        StringValues header = Request.Headers.Authorization;
        if (header.Count == 0)
            return Task.FromResult(AuthenticateResult.NoResult());
        bool known =
            Scheme.Name == OperatorAuthenticationOptions.BearerScheme
                ? key.IsMatch(AuthorizationHeader.GetBearerToken(header))
                : AuthorizationHeader.TryReadBasic(header, out string user, out string password)
                    && user == OperatorAuthenticationOptions.UserName
                    && key.IsMatch(password);
        return Task.FromResult(known ? AuthenticateResult.Success(CreateTicket()) : AuthenticateResult.NoResult());
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.Append(
            HeaderNames.WWWAuthenticate,
            Scheme.Name == OperatorAuthenticationOptions.BearerScheme
                ? $"Bearer realm=\"{OperatorAuthenticationOptions.Realm}\""
                : $"Basic realm=\"{OperatorAuthenticationOptions.Realm}\", charset=\"UTF-8\""
        );
        return Task.CompletedTask;
    }

    private AuthenticationTicket CreateTicket() =>
        new(
            new ClaimsPrincipal(
                new ClaimsIdentity([new Claim(ClaimTypes.Name, OperatorAuthenticationOptions.UserName)], Scheme.Name)
            ),
            Scheme.Name
        );
}
