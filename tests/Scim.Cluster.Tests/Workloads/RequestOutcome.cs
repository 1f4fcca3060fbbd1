namespace Scim.Cluster.Tests.Workloads;

/// <summary>What a writer learnt of a request.</summary>
public enum RequestOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was refused, and changed nothing.</summary>
    Refused,

    /// <summary>Nobody told.</summary>
    Unknown,
}
