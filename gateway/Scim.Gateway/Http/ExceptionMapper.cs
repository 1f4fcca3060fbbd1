using Microsoft.AspNetCore.Http;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Http;

/// <summary>
/// Maps exceptions to the errors that clients get. Client mistakes and outages have errors of their own; any other
/// exception becomes an internal error without details.
/// </summary>
internal static class ExceptionMapper
{
    /// <summary>Returns the error for <paramref name="exception"/>.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="requestId">The request id, by which the log entry can be found.</param>
    public static ScimError ToScimError(Exception exception, string requestId) =>
        exception switch
        {
            ScimException scim => scim.Error,
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(
                ScimErrorKind.PayloadTooLarge,
                "The body is larger than the server accepts. Split the request into smaller ones."
            ),
            BadHttpRequestException => new(
                ScimErrorKind.InvalidSyntax,
                "The body could not be read completely. Send the request again."
            ),
            OrleansException or TimeoutException or OperationCanceledException => new(
                ScimErrorKind.Unavailable,
                "The service is temporarily unavailable; the requested change may or may not have been applied. "
                    + $"Retry the request. Request id: {requestId}."
            ),
            _ => new(ScimErrorKind.Internal, $"Internal error. Give your administrator request id {requestId}."),
        };
}
