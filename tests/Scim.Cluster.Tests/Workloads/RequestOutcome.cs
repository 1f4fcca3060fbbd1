namespace Scim.Cluster.Tests.Workloads;

/// <summary>The outcome of a request, as seen by its sender.</summary>
public enum RequestOutcome
{
    /// <summary>The request succeeded.</summary>
    Done,

    /// <summary>The request was rejected and changed nothing.</summary>
    Refused,

    /// <summary>There was no response: the request may have been processed.</summary>
    Unknown,
}
