using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Http;
using Scim.Gateway.Limits;
using Scim.Gateway.Telemetry;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Routing;

/// <summary>What every request of an API goes through; the API adds who is let in and how errors look.</summary>
/// <remarks>
/// 1. The request gets its id, which the answer carries whatever happens.
/// 2. <see cref="Admit"/>: who asks? Before anything else, so that strangers learn nothing about paths or methods.
/// 3. <see cref="Enter"/>: is it his turn? Until the answer is written.
/// 4. The path's operation for the method: 404 or 405.
/// 5. <see cref="Refuse"/>: may he?
/// 6. The operation; what it throws becomes an error too.
/// 7. Headers and body are written in one go, the length known; or piece by piece, where a body is too long to be held.
/// </remarks>
internal abstract class ApiPipeline<TRequest>(TimeProvider time, ILogger logger) where TRequest : class
{
    private const string RetryAfterSeconds = "5";

    /// <summary>The endpoint of <paramref name="route"/>, which metrics and traces call by its whole <paramref name="pattern"/>.</summary>
    public RequestDelegate For(ApiRoute<TRequest> route, string pattern) => http => Run(http, route, pattern);

    /// <summary>Finds out who asks.</summary>
    protected abstract ValueTask<Admission<TRequest>> Admit(HttpContext http, string requestId);

    /// <summary>Waits for the request's turn among those of its tenant. Overridden where requests belong to a tenant.</summary>
    protected virtual ValueTask<TenantPass> Enter(TRequest request, CancellationToken aborted) => default;

    /// <summary>The refusal of an operation that this request may not do, or null. Called in the operation's own execution context.</summary>
    protected abstract Answer? Refuse(TRequest request, Operation<TRequest> operation);

    /// <summary>Called when an operation that may have changed something has been carried out.</summary>
    protected virtual void Changed(TRequest request)
    {
    }

    /// <summary>The media type of a body.</summary>
    protected abstract string ContentType(HttpRequest request, bool isError);

    /// <summary>The body of an error.</summary>
    protected abstract ReadOnlyMemory<byte> ErrorBody(ScimError error, string requestId);

    private async Task Run(HttpContext http, ApiRoute<TRequest> route, string pattern)
    {
        using var measurement = new RequestMeasurement(http, pattern, time);
        string requestId = RequestId.Assign(http, time);
        try
        {
            Admission<TRequest> admission = await Admit(http, requestId);
            if (admission.Request is not { } request)
            {
                await Write(http, route, admission.Refusal, requestId);
                return;
            }

            using TenantPass pass = await Enter(request, http.RequestAborted);
            measurement.Tenant = pass.Label;
            pass.Announce(http.Response.Headers);
            await Write(http, route, pass.Refusal ?? await Respond(http, route, request), requestId);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested)
        {
            Log.ClientGone(logger, http.Request.Method, route.Pattern, requestId, e.GetType().Name);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            ScimError error = Failures.Describe(e, requestId);
            Report(e, error, http.Request.Method, route.Pattern, requestId);
            await Write(http, route, error, requestId);
        }
    }

    private async ValueTask<Answer> Respond(HttpContext http, ApiRoute<TRequest> route, TRequest request)
    {
        if (route.IsFallback) return new ScimError(ScimErrorKind.NotFound, "There is no such endpoint. Check the path.");
        if (route.Find(http.Request.Method) is not { } operation)
        {
            ScimError error = new(ScimErrorKind.MethodNotAllowed, $"This endpoint answers {route.Allow} only.");
            return new Answer { Error = error, Allow = route.Allow };
        }

        if (Refuse(request, operation) is { } refusal) return refusal;
        Answer answer = await operation.Run(request);
        if (!HttpMethods.IsGet(http.Request.Method)) Changed(request);
        return answer;
    }

    private async Task Write(HttpContext http, ApiRoute<TRequest> route, Answer answer, string requestId)
    {
        HttpResponse response = http.Response;
        ReadOnlyMemory<byte> body = answer.Body;
        if (answer.Error is { } error)
        {
            body = ErrorBody(error, requestId);
            response.StatusCode = error.Kind.ToStatus().Status;
            if (error.Kind is ScimErrorKind.Unavailable or ScimErrorKind.TooManyRequests)
            {
                response.Headers.RetryAfter = answer.RetryAfter?.ToString(CultureInfo.InvariantCulture) ?? RetryAfterSeconds;
            }
        }
        else
        {
            response.StatusCode = answer.Status;
        }

        if (answer.ETag is { Length: > 0 } etag) response.Headers.ETag = etag;
        if (answer.Location is { Length: > 0 } location) response.Headers.Location = location;
        if (answer.Allow is not null) response.Headers.Allow = answer.Allow;
        if (answer.PreferenceApplied is not null) response.Headers["Preference-Applied"] = answer.PreferenceApplied;
        if (answer.Challenge is not null) response.Headers.WWWAuthenticate = answer.Challenge;
        Log.Answered(logger, http.Request.Method, route.Pattern, response.StatusCode, requestId);
        if (answer.FileName is { } file && answer.Error is null) response.Headers.ContentDisposition = $"attachment; filename=\"{file}\"";
        if (answer.Pieces is { } pieces && answer.Error is null)
        {
            response.ContentType = answer.MediaType;
            if (!HttpMethods.IsHead(http.Request.Method)) await WritePieces(response, pieces, http.RequestAborted);
            return;
        }

        if (body.IsEmpty) return;

        response.ContentType = answer.Error is null && answer.MediaType is { } mediaType ? mediaType : ContentType(http.Request, answer.Error is not null);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }

    // Once the first piece is out nothing can be said about what goes wrong but by breaking off, which a client sees as an answer that is not whole.
    private static async Task WritePieces(HttpResponse response, IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, CancellationToken aborted)
    {
        await foreach (ReadOnlyMemory<byte> piece in pieces.WithCancellation(aborted)) await response.BodyWriter.WriteAsync(piece, aborted);
    }

    // Messages of exceptions may quote what a client sent, so the log has them only where somebody turned debugging on.
    private void Report(Exception exception, ScimError error, string method, string route, string requestId)
    {
        if (error.Kind == ScimErrorKind.Internal)
        {
            Log.Failed(logger, method, route, requestId, exception.GetType().FullName ?? "", new StackTrace(exception, fNeedFileInfo: true).ToString());
            Log.FailedDetails(logger, exception, requestId);
        }
        else if (error.Kind == ScimErrorKind.Unavailable)
        {
            Log.Unavailable(logger, method, route, requestId, exception.GetType().FullName ?? "");
            Log.FailedDetails(logger, exception, requestId);
        }
    }
}
