using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.Protocol.Errors;

namespace Scim.Gateway.OAuth;

/// <summary>
/// The pipeline of requests below a tenant's <c>oauth2</c>: JSON responses that must not be cached, and errors in the
/// format of RFC 6749 section 5.2.
/// </summary>
internal sealed class OAuthPipeline(TimeProvider time, ILogger<OAuthPipeline> logger)
    : ApiPipeline<OAuthRequest>(time, logger)
{
    protected override ValueTask<AuthenticationOutcome<OAuthRequest>> AuthenticateRequestAsync(
        HttpContext http,
        string requestId,
        ApiOperation<OAuthRequest>? operation
    )
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
        return new(new OAuthRequest(http));
    }

    protected override ApiResponse? AuthorizeOperation(OAuthRequest request, ApiOperation<OAuthRequest> operation) =>
        null;

    protected override string GetContentType(HttpRequest request, bool isError) => MediaTypes.Json;

    protected override ReadOnlyMemory<byte> SerializeError(ScimError error, string requestId) =>
        OAuthErrorResponses.SerializeError(
            error.Kind switch
            {
                ScimErrorKind.Internal => "server_error",
                ScimErrorKind.Unavailable or ScimErrorKind.TooManyRequests => "temporarily_unavailable",
                _ => "invalid_request",
            },
            error.Detail
        );
}
