namespace Scim.GrainInterfaces.Users;

/// <summary>
/// Brings a tenant's waiting users in line with a retention that has changed: walks them in the background and resumes
/// after a crash. The key is <see cref="ResourceKey.ForRetention"/>.
/// </summary>
[Alias("scim.IRetentionGrain"), GrainInterfaceType("scim.retention")]
public interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes sure that a walk will take place in a minute, whatever happens; called before the change is committed.
    /// </summary>
    [Alias("Announce")]
    Task ScheduleSweep();

    /// <summary>Begins the walk, from the start; called after the change is committed.</summary>
    [Alias("Begin")]
    Task StartSweep();
}
