namespace Scim.Conformance.Tests.Durability;

/// <summary>
/// One write: the request, its effect on the model once it is acknowledged, and how to find its outcome in the server's
/// state when the server ended before it answered.
/// </summary>
/// <remarks>Every change is atomic: it takes effect in full or not at all.</remarks>
public abstract class PendingChange
{
    /// <summary>Sends the request.</summary>
    public abstract Task<ScimResponse> SendRequestAsync(ScimClient scim);

    /// <summary>
    /// Applies an acknowledged response to the model; fails if the response is not valid for the request.
    /// </summary>
    public abstract void ApplyResponse(ScimResponse response);

    /// <summary>Finds the outcome of a request that was not answered.</summary>
    public abstract void ResolveUnanswered(TenantObservation seen);
}
