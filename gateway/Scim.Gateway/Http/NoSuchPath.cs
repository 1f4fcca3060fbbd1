using Microsoft.AspNetCore.Http;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Http;

/// <summary>Answers paths that no endpoint has: below <c>/tenants</c> with a SCIM error, elsewhere with a problem. Requests that have an endpoint pass untouched.</summary>
internal sealed class NoSuchPath(RequestDelegate next, TimeProvider time)
{
    private static ScimError Error { get; } =
        new(ScimErrorKind.NotFound, "There is no such address. A tenant's SCIM endpoints are below /tenants/{tenant}/scim/v2.");

    /// <summary>Runs the middleware.</summary>
    public Task Invoke(HttpContext http) => http.GetEndpoint() is null ? Answer(http) : next(http);

    private async Task Answer(HttpContext http)
    {
        string requestId = RequestId.Assign(http, time);
        await next(http);
        HttpResponse response = http.Response;
        if (response.HasStarted || response.StatusCode != StatusCodes.Status404NotFound || response.ContentLength is not null) return;

        bool scim = http.Request.Path.StartsWithSegments("/tenants", StringComparison.OrdinalIgnoreCase);
        ReadOnlyMemory<byte> body = scim ? ScimErrorBody.Write(Error) : Problem.Write(Error, requestId);
        response.ContentType = scim ? MediaTypes.ForAnswer(http.Request.Headers.Accept) : MediaTypes.Problem;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }
}
