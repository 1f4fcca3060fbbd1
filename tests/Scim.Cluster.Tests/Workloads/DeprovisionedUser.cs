namespace Scim.Cluster.Tests.Workloads;

/// <summary>A user of a tenant that soon deletes those who were deactivated.</summary>
/// <param name="Id">His id.</param>
/// <param name="Name">His userName.</param>
public sealed record DeprovisionedUser(string Id, string Name)
{
    /// <summary>Before this moment nobody had asked for his deactivation; null when nobody ever did.</summary>
    public DateTimeOffset? DeactivatedAt { get; set; }

    /// <summary>Whether he is to be gone in the end. Otherwise he must be there, whatever comes.</summary>
    public bool IsDeletionExpected { get; set; }

    /// <summary>Whether he is active for as long as he is there.</summary>
    public bool IsActive { get; set; } = true;
}
