namespace Scim.Cluster.Tests.Workloads;

/// <summary>A user of a tenant that deletes deactivated users after a short time.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Name">The user's userName.</param>
public sealed record DeprovisionedUser(string Id, string Name)
{
    /// <summary>The time just before deactivation was requested; null if it was never requested.</summary>
    public DateTimeOffset? DeactivatedAt { get; set; }

    /// <summary>Whether the user must be deleted at the end; otherwise the user must still exist.</summary>
    public bool IsDeletionExpected { get; set; }

    /// <summary>Whether the user is active while it exists.</summary>
    public bool IsActive { get; set; } = true;
}
