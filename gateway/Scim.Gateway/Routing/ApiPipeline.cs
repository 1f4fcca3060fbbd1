using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Http;
using Scim.Gateway.RateLimiting;
using Scim.Gateway.Telemetry;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Routing;

/// <summary>What every request of an API goes through; the API adds who is let in and how errors look.</summary>
/// <remarks>
/// 1. The request gets its id, which the answer carries whatever happens.
/// 2. <see cref="AuthenticateRequestAsync"/>: who asks? Before anything else, so that strangers learn nothing about
///    paths or methods.
/// 3. <see cref="AcquireLeaseAsync"/>: is it his turn? Until the answer is written.
/// 4. The path's operation for the method: 404 or 405.
/// 5. <see cref="AuthorizeOperation"/>: may he?
/// 6. The operation; what it throws becomes an error too.
/// 7. Headers and body are written in one go, the length known; or piece by piece, where a body is too long to be held.
/// </remarks>
internal abstract class ApiPipeline<TRequest>(TimeProvider time, ILogger logger)
    where TRequest : class
{
    private const string RetryAfterSeconds = "5";

    /// <summary>
    /// The endpoint of <paramref name="route"/>, which metrics and traces call by its whole <paramref name="pattern"/>.
    /// </summary>
    public RequestDelegate CreateHandler(ApiRoute<TRequest> route, string pattern) =>
        http => HandleRequestAsync(http, route, pattern);

    /// <summary>Finds out who asks.</summary>
    protected abstract ValueTask<AuthenticationOutcome<TRequest>> AuthenticateRequestAsync(
        HttpContext http,
        string requestId
    );

    /// <summary>
    /// Waits for the request's turn among those of its tenant. Overridden where requests belong to a tenant.
    /// </summary>
    protected virtual ValueTask<TenantRateLimitLease> AcquireLeaseAsync(
        TRequest request,
        CancellationToken aborted
    ) => default;

    /// <summary>
    /// The refusal of an operation that this request may not do, or null. Called in the operation's own execution
    /// context.
    /// </summary>
    protected abstract ApiResponse? AuthorizeOperation(
        TRequest request,
        ApiOperation<TRequest> operation
    );

    /// <summary>Called when an operation that may have changed something has been carried out.</summary>
    protected virtual void OnChanged(TRequest request) { }

    /// <summary>The media type of a body.</summary>
    protected abstract string GetContentType(HttpRequest request, bool isError);

    /// <summary>The body of an error.</summary>
    protected abstract ReadOnlyMemory<byte> SerializeError(ScimError error, string requestId);

    /// <summary>
    /// The body piece by piece, where <see cref="ApiResponse.Body"/> is not all of it; otherwise null.
    /// </summary>
    protected virtual IAsyncEnumerable<ReadOnlyMemory<byte>>? GetBodyChunks(
        TRequest request,
        ApiResponse answer
    ) => null;

    private async Task HandleRequestAsync(
        HttpContext http,
        ApiRoute<TRequest> route,
        string pattern
    )
    {
        using var measurement = new RequestMeasurement(http, pattern, time);
        string requestId = RequestId.AssignRequestId(http, time);
        try
        {
            AuthenticationOutcome<TRequest> admission = await AuthenticateRequestAsync(
                http,
                requestId
            );
            if (admission.Request is not { } request)
            {
                await WriteResponseAsync(http, route, admission.Refusal, requestId);
                return;
            }

            using TenantRateLimitLease pass = await AcquireLeaseAsync(request, http.RequestAborted);
            measurement.Tenant = pass.Label;
            pass.WriteHeaders(http.Response.Headers);
            ApiResponse answer = pass.Refusal ?? await InvokeOperationAsync(http, route, request);
            await WriteResponseAsync(
                http,
                route,
                answer with
                {
                    BodyChunks = answer.BodyChunks ?? GetBodyChunks(request, answer),
                },
                requestId
            );
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested)
        {
            Log.ClientDisconnected(
                logger,
                http.Request.Method,
                route.Pattern,
                requestId,
                e.GetType().Name
            );
        }
        catch (Exception e) when (http.Response.HasStarted)
        {
            // The status is gone already. A connection that breaks off is how a client sees that this is not all.
            LogFailure(
                e,
                ExceptionMapper.ToScimError(e, requestId),
                http.Request.Method,
                route.Pattern,
                requestId
            );
            http.Abort();
        }
        catch (Exception e)
        {
            // What was said of the answer that did not come is not said of this one.
            http.Response.Headers.ETag =
                http.Response.Headers.Location =
                http.Response.Headers.ContentDisposition =
                    default;
            ScimError error = ExceptionMapper.ToScimError(e, requestId);
            LogFailure(e, error, http.Request.Method, route.Pattern, requestId);
            await WriteResponseAsync(http, route, error, requestId);
        }
    }

    private async ValueTask<ApiResponse> InvokeOperationAsync(
        HttpContext http,
        ApiRoute<TRequest> route,
        TRequest request
    )
    {
        if (route.IsFallback)
            return new ScimError(
                ScimErrorKind.NotFound,
                "There is no such endpoint. Check the path."
            );
        if (route.FindOperation(http.Request.Method) is not { } operation)
        {
            ScimError error = new(
                ScimErrorKind.MethodNotAllowed,
                $"This endpoint answers {route.Allow} only."
            );
            return new ApiResponse { Error = error, Allow = route.Allow };
        }

        if (AuthorizeOperation(request, operation) is { } refusal)
            return refusal;
        ApiResponse answer = await operation.Handler(request);
        if (!HttpMethods.IsGet(http.Request.Method))
            OnChanged(request);
        return answer;
    }

    private async Task WriteResponseAsync(
        HttpContext http,
        ApiRoute<TRequest> route,
        ApiResponse answer,
        string requestId
    )
    {
        HttpResponse response = http.Response;
        ReadOnlyMemory<byte> body = answer.Body;
        if (answer.Error is { } error)
        {
            body = SerializeError(error, requestId);
            response.StatusCode = error.Kind.ToStatus().Status;
            if (error.Kind is ScimErrorKind.Unavailable or ScimErrorKind.TooManyRequests)
            {
                response.Headers.RetryAfter =
                    answer.RetryAfter?.ToString(CultureInfo.InvariantCulture) ?? RetryAfterSeconds;
            }
        }
        else
        {
            response.StatusCode = answer.Status;
        }

        if (answer.ETag is { Length: > 0 } etag)
            response.Headers.ETag = etag;
        if (answer.Location is { Length: > 0 } location)
            response.Headers.Location = location;
        if (answer.Allow is not null)
            response.Headers.Allow = answer.Allow;
        if (answer.PreferenceApplied is not null)
            response.Headers["Preference-Applied"] = answer.PreferenceApplied;
        if (answer.Challenge is not null)
            response.Headers.WWWAuthenticate = answer.Challenge;
        Log.RequestAnswered(
            logger,
            http.Request.Method,
            route.Pattern,
            response.StatusCode,
            requestId
        );
        if (answer.FileName is { } file && answer.Error is null)
            response.Headers.ContentDisposition = $"attachment; filename=\"{file}\"";
        if (answer.BodyChunks is { } pieces && answer.Error is null)
        {
            response.ContentType = answer.MediaType ?? GetContentType(http.Request, isError: false);
            if (!HttpMethods.IsHead(http.Request.Method))
                await WriteBodyChunksAsync(response, pieces, http.RequestAborted);
            return;
        }

        if (body.IsEmpty)
            return;

        response.ContentType =
            answer.Error is null && answer.MediaType is { } mediaType
                ? mediaType
                : GetContentType(http.Request, answer.Error is not null);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }

    // Once the first piece is out nothing can be said about what goes wrong but by breaking off, which a client sees as
    // an answer that is not whole.
    private static async Task WriteBodyChunksAsync(
        HttpResponse response,
        IAsyncEnumerable<ReadOnlyMemory<byte>> pieces,
        CancellationToken aborted
    )
    {
        await foreach (ReadOnlyMemory<byte> piece in pieces.WithCancellation(aborted))
            await response.BodyWriter.WriteAsync(piece, aborted);
    }

    // Messages of exceptions may quote what a client sent, so the log has them only where somebody turned debugging on.
    private void LogFailure(
        Exception exception,
        ScimError error,
        string method,
        string route,
        string requestId
    )
    {
        if (error.Kind == ScimErrorKind.Internal)
        {
            Log.RequestFailed(
                logger,
                method,
                route,
                requestId,
                exception.GetType().FullName ?? "",
                new StackTrace(exception, fNeedFileInfo: true).ToString()
            );
            Log.RequestExceptionThrown(logger, exception, requestId);
        }
        else if (error.Kind == ScimErrorKind.Unavailable)
        {
            Log.RequestUnavailable(
                logger,
                method,
                route,
                requestId,
                exception.GetType().FullName ?? ""
            );
            Log.RequestExceptionThrown(logger, exception, requestId);
        }
    }
}
