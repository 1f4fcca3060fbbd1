using Scim.Gateway.Http;

namespace Scim.Gateway.Routing;

/// <summary>Whether a request was let in.</summary>
/// <param name="Request">The request with what is known of who sent it; null when it was not let in.</param>
/// <param name="Refusal">What is answered when it was not.</param>
internal readonly record struct AuthenticationOutcome<TRequest>(
    TRequest? Request,
    ApiResponse Refusal
)
    where TRequest : class
{
    /// <summary>Let in.</summary>
    public static implicit operator AuthenticationOutcome<TRequest>(TRequest request) =>
        new(request, default);

    /// <summary>Refused.</summary>
    public static implicit operator AuthenticationOutcome<TRequest>(ApiResponse refusal) =>
        new(null, refusal);
}
