using Microsoft.Extensions.Primitives;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.Gateway.Security;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Authentication;

/// <summary>
/// The refusals of an API that tenants' bearer tokens open, with their challenges (RFC 6750 section 3).
/// </summary>
/// <param name="realm">What the API is called in the challenge.</param>
internal sealed class BearerChallenge(string realm)
{
    private readonly string _challenge = $"Bearer realm=\"{realm}\"";
    private readonly string _invalidToken =
        $"Bearer realm=\"{realm}\", error=\"invalid_token\", error_description=\"The token is not valid for this tenant, has expired or was revoked\"";

    private static ScimError NotAuthenticated { get; } =
        new(
            ScimErrorKind.Unauthorized,
            "A valid bearer token of this tenant is needed. It may be missing, mistyped, expired or revoked."
        );

    /// <summary>401. RFC 6750 section 3.1: no error code for a request that shows no token.</summary>
    public ApiResponse CreateUnauthorized(StringValues authorization) =>
        new()
        {
            Error = NotAuthenticated,
            Challenge = authorization.Count == 0 ? _challenge : _invalidToken,
        };

    /// <summary>403 where the sender has neither scope of the operation; null where he has one.</summary>
    public ApiResponse? AuthorizeOperation<TRequest>(
        AuthenticatedCaller sender,
        ApiOperation<TRequest> operation
    )
        where TRequest : class
    {
        if (
            operation.Scope.Length == 0
            || sender.HasScope(operation.Scope)
            || (
                operation.AlternativeScope is not null
                && sender.HasScope(operation.AlternativeScope)
            )
        )
            return null;
        return new ApiResponse
        {
            Error = new ScimError(
                ScimErrorKind.Forbidden,
                $"The token lacks the scope {operation.Scope}."
            ),
            Challenge = $"{_challenge}, error=\"insufficient_scope\", scope=\"{operation.Scope}\"",
        };
    }
}
