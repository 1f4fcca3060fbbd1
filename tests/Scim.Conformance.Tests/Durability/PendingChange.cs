namespace Scim.Conformance.Tests.Durability;

/// <summary>
/// One write: what is sent, what the model becomes when it is answered, and, when the server died before an answer, how
/// to tell from the server's state whether it happened. Every change happens whole or not at all.
/// </summary>
public abstract class PendingChange
{
    /// <summary>Sends the request.</summary>
    public abstract Task<ScimResponse> SendRequestAsync(ScimClient scim);

    /// <summary>Takes an answer into the model; an answer that may not be is a failure.</summary>
    public abstract void ApplyResponse(ScimResponse response);

    /// <summary>Finds out what became of a request without an answer.</summary>
    public abstract void ResolveUnanswered(TenantObservation seen);
}
