using Microsoft.Extensions.Primitives;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.Gateway.Security;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Authentication;

/// <summary>
/// The 401 and 403 responses of an API that is protected by bearer tokens of a tenant, with their challenges (RFC 6750
/// section 3).
/// </summary>
/// <param name="realm">The realm in the challenge.</param>
internal sealed class BearerChallenge(string realm)
{
    private readonly string _challenge = $"Bearer realm=\"{realm}\"";
    private readonly string _invalidToken =
        $"Bearer realm=\"{realm}\", error=\"invalid_token\", "
        + "error_description=\"The token is not valid for this tenant, has expired or was revoked\"";

    private static ScimError NotAuthenticated { get; } =
        new(
            ScimErrorKind.Unauthorized,
            "A valid bearer token of this tenant is required. The token is missing, mistyped, expired or revoked. "
                + "Send a current token in the Authorization header."
        );

    /// <summary>Creates a 401 response.</summary>
    /// <remarks>Requests without a token get a challenge without an error code (RFC 6750 section 3.1).</remarks>
    /// <param name="authorization">The <c>Authorization</c> header of the request.</param>
    public ApiResponse CreateUnauthorized(StringValues authorization) =>
        new() { Error = NotAuthenticated, Challenge = authorization.Count == 0 ? _challenge : _invalidToken };

    /// <summary>Returns a 403 response if the caller has none of the scopes of the operation, otherwise null.</summary>
    public ApiResponse? AuthorizeOperation<TRequest>(AuthenticatedCaller caller, ApiOperation<TRequest> operation)
        where TRequest : class
    {
        if (
            operation.Scope.Length == 0
            || caller.HasScope(operation.Scope)
            || (operation.AlternativeScope is not null && caller.HasScope(operation.AlternativeScope))
        )
            return null;
        return new ApiResponse
        {
            Error = new ScimError(
                ScimErrorKind.Forbidden,
                $"The token does not have the scope {operation.Scope}. Use a token that has this scope."
            ),
            Challenge = $"{_challenge}, error=\"insufficient_scope\", scope=\"{operation.Scope}\"",
        };
    }
}
