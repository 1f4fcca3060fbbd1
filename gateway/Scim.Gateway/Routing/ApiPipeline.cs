using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Http;
using Scim.Gateway.RateLimiting;
using Scim.Gateway.Telemetry;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Routing;

/// <summary>
/// The pipeline of every request of an API. Derived classes provide authentication, authorization and the error format.
/// </summary>
/// <remarks>
/// 1. The request gets its id, which every response carries.
/// 2. <see cref="AuthenticateRequestAsync"/> identifies the caller. It comes first so that unauthenticated callers get
///    no information about paths and methods.
/// 3. <see cref="AcquireLeaseAsync"/> waits for the rate limits. The lease is held until the response is written.
/// 4. The operation for path and method is selected: 404 or 405.
/// 5. <see cref="AuthorizeOperation"/> checks whether the caller may use the operation.
/// 6. The operation runs. Exceptions become errors.
/// 7. Headers and body are written at once with a known length, or in chunks if the body is too large for memory.
/// </remarks>
/// <typeparam name="TRequest">The request type of the API.</typeparam>
internal abstract class ApiPipeline<TRequest>(TimeProvider time, ILogger logger)
    where TRequest : class
{
    private const string RetryAfterSeconds = "5";

    /// <summary>Creates the handler of <paramref name="route"/>.</summary>
    /// <param name="route">The route.</param>
    /// <param name="pattern">The full pattern, by which metrics and traces identify the route.</param>
    public RequestDelegate CreateHandler(ApiRoute<TRequest> route, string pattern) =>
        http => HandleRequestAsync(http, route, pattern);

    /// <summary>Authenticates the caller.</summary>
    /// <param name="http">The HTTP context.</param>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="operation">The requested operation, or null if path and method have none.</param>
    protected abstract ValueTask<AuthenticationOutcome<TRequest>> AuthenticateRequestAsync(
        HttpContext http,
        string requestId,
        ApiOperation<TRequest>? operation
    );

    /// <summary>
    /// Waits until the request is admitted by the limits of its tenant. Overridden by APIs whose requests belong to a
    /// tenant.
    /// </summary>
    protected virtual ValueTask<TenantRateLimitLease> AcquireLeaseAsync(TRequest request, CancellationToken aborted) =>
        default;

    /// <summary>
    /// Returns the error response if the caller may not use the operation, otherwise null. Called in the execution
    /// context of the operation.
    /// </summary>
    protected abstract ApiResponse? AuthorizeOperation(TRequest request, ApiOperation<TRequest> operation);

    /// <summary>Called after an operation that may have changed data.</summary>
    protected virtual void OnChanged(TRequest request) { }

    /// <summary>Returns the media type of a body.</summary>
    protected abstract string GetContentType(HttpRequest request, bool isError);

    /// <summary>Serializes the body of an error.</summary>
    protected abstract ReadOnlyMemory<byte> SerializeError(ScimError error, string requestId);

    /// <summary>
    /// Returns the chunks of the body if <see cref="ApiResponse.Body"/> is not the whole body, otherwise null.
    /// </summary>
    protected virtual IAsyncEnumerable<ReadOnlyMemory<byte>>? GetBodyChunks(TRequest request, ApiResponse answer) =>
        null;

    private async Task HandleRequestAsync(HttpContext http, ApiRoute<TRequest> route, string pattern)
    {
        using var measurement = new RequestMeasurement(http, pattern, time);
        string requestId = RequestId.AssignRequestId(http, time);
        try
        {
            ApiOperation<TRequest>? operation = route.FindOperation(http.Request.Method);
            AuthenticationOutcome<TRequest> outcome = await AuthenticateRequestAsync(http, requestId, operation);
            if (outcome.Request is not { } request)
            {
                await WriteResponseAsync(http, route, outcome.Refusal, requestId);
                return;
            }

            using TenantRateLimitLease lease = await AcquireLeaseAsync(request, http.RequestAborted);
            measurement.Tenant = lease.Label;
            lease.WriteHeaders(http.Response.Headers);
            ApiResponse answer = lease.Refusal ?? await InvokeOperationAsync(http, route, operation, request);
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
            Log.ClientDisconnected(logger, http.Request.Method, route.Pattern, requestId, e.GetType().Name);
        }
        catch (Exception e) when (http.Response.HasStarted)
        {
            // The status was already sent. Aborting the connection tells the client that the response is incomplete.
            LogFailure(e, ExceptionMapper.ToScimError(e, requestId), http.Request.Method, route.Pattern, requestId);
            http.Abort();
        }
        catch (Exception e)
        {
            // Headers of the response that failed do not apply to the error response.
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
        ApiOperation<TRequest>? operation,
        TRequest request
    )
    {
        if (route.IsFallback)
            return new ScimError(ScimErrorKind.NotFound, "Endpoint not found. Check the path.");
        if (operation is null)
        {
            ScimError error = new(
                ScimErrorKind.MethodNotAllowed,
                $"The method is not allowed on this endpoint. Allowed methods: {route.Allow}."
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
            if (
                error.Kind is ScimErrorKind.Unavailable or ScimErrorKind.TooManyRequests
                || answer.RetryAfter is not null
            )
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
        Log.RequestAnswered(logger, http.Request.Method, route.Pattern, response.StatusCode, requestId);
        if (answer.FileName is { } file && answer.Error is null)
            response.Headers.ContentDisposition = $"attachment; filename=\"{file}\"";
        if (answer.BodyChunks is { } chunks && answer.Error is null)
        {
            response.ContentType = answer.MediaType ?? GetContentType(http.Request, isError: false);
            if (!HttpMethods.IsHead(http.Request.Method))
                await WriteBodyChunksAsync(response, chunks, http.RequestAborted);
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

    // After the first chunk was sent, errors can only be reported by aborting the connection, which the client sees as
    // an incomplete response.
    private static async Task WriteBodyChunksAsync(
        HttpResponse response,
        IAsyncEnumerable<ReadOnlyMemory<byte>> chunks,
        CancellationToken aborted
    )
    {
        await foreach (ReadOnlyMemory<byte> chunk in chunks.WithCancellation(aborted))
            await response.BodyWriter.WriteAsync(chunk, aborted);
    }

    // Exception messages may contain client data, so they are logged at debug level only.
    private void LogFailure(Exception exception, ScimError error, string method, string route, string requestId)
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
            Log.RequestUnavailable(logger, method, route, requestId, exception.GetType().FullName ?? "");
            Log.RequestExceptionThrown(logger, exception, requestId);
        }
    }
}
