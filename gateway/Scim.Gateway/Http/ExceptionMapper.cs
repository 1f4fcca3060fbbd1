using Microsoft.AspNetCore.Http;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Http;

/// <summary>
/// What a client is told about an exception: the client's own mistakes, outages, and everything else as a defect
/// without details.
/// </summary>
internal static class ExceptionMapper
{
    /// <summary>The error for <paramref name="exception"/>.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="requestId">The id under which the log tells more.</param>
    public static ScimError ToScimError(Exception exception, string requestId) =>
        exception switch
        {
            ScimException scim => scim.Error,
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(
                ScimErrorKind.PayloadTooLarge,
                "The body is larger than the server reads."
            ),
            BadHttpRequestException => new(
                ScimErrorKind.InvalidSyntax,
                "The request's body could not be read to its end."
            ),
            OrleansException or TimeoutException or OperationCanceledException => new(
                ScimErrorKind.Unavailable,
                $"The service cannot answer now; what this request would change may or may not have happened. Try again. Request id: {requestId}."
            ),
            _ => new(
                ScimErrorKind.Internal,
                $"The server failed at this request. Tell its operator the request id: {requestId}."
            ),
        };
}
