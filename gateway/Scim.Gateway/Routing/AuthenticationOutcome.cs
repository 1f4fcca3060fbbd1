using Scim.Gateway.Http;

namespace Scim.Gateway.Routing;

/// <summary>The outcome of authentication.</summary>
/// <typeparam name="TRequest">The request type of the API.</typeparam>
/// <param name="Request">The authenticated request, or null if authentication failed.</param>
/// <param name="Refusal">The error response if authentication failed.</param>
internal readonly record struct AuthenticationOutcome<TRequest>(TRequest? Request, ApiResponse Refusal)
    where TRequest : class
{
    /// <summary>Creates the outcome of successful authentication.</summary>
    public static implicit operator AuthenticationOutcome<TRequest>(TRequest request) => new(request, default);

    /// <summary>Creates the outcome of failed authentication.</summary>
    public static implicit operator AuthenticationOutcome<TRequest>(ApiResponse refusal) => new(null, refusal);
}
