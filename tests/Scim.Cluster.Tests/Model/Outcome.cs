namespace Scim.Cluster.Tests.Model;

/// <summary>What a writer learnt of a request.</summary>
public enum Outcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was refused, and changed nothing.</summary>
    Refused,

    /// <summary>Nobody told.</summary>
    Unknown,
}
