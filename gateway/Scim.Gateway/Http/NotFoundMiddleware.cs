using Microsoft.AspNetCore.Http;
using Scim.Protocol.Errors;
using Scim.Protocol.Messages;

namespace Scim.Gateway.Http;

/// <summary>
/// Adds an error body to 404 responses for paths without an endpoint: a SCIM error below <c>/tenants</c>, problem
/// details elsewhere. Requests with an endpoint are not affected.
/// </summary>
internal sealed class NotFoundMiddleware(RequestDelegate next, TimeProvider time)
{
    private static ScimError PathNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "Path not found. The SCIM endpoints of a tenant are below /tenants/{tenant}/scim/v2."
        );

    /// <summary>Runs the middleware.</summary>
    public Task InvokeAsync(HttpContext http) => http.GetEndpoint() is null ? WriteNotFoundAsync(http) : next(http);

    private async Task WriteNotFoundAsync(HttpContext http)
    {
        string requestId = RequestId.AssignRequestId(http, time);
        await next(http);
        HttpResponse response = http.Response;
        if (
            response.HasStarted
            || response.StatusCode != StatusCodes.Status404NotFound
            || response.ContentLength is not null
        )
            return;

        bool scim = http.Request.Path.StartsWithSegments("/tenants", StringComparison.OrdinalIgnoreCase);
        ReadOnlyMemory<byte> body = scim
            ? ScimErrorWriter.WriteError(PathNotFound)
            : ProblemWriter.WriteProblem(PathNotFound, requestId);
        response.ContentType = scim
            ? MediaTypes.NegotiateResponseType(http.Request.Headers.Accept)
            : MediaTypes.Problem;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }
}
