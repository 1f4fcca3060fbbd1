namespace Scim.GrainInterfaces.Users;

/// <summary>
/// Reschedules the deletion of a tenant's deactivated users after the retention period has changed. The key is
/// <see cref="ResourceKey.ForRetention"/>.
/// </summary>
/// <remarks>The sweep over the users runs in the background and resumes after a crash.</remarks>
[Alias("scim.IRetentionGrain"), GrainInterfaceType("scim.retention")]
public interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Schedules a sweep in one minute, which takes place even after a crash. Called before the change is committed.
    /// </summary>
    [Alias("ScheduleSweep")]
    Task ScheduleSweep();

    /// <summary>Starts the sweep from the beginning. Called after the change is committed.</summary>
    [Alias("StartSweep")]
    Task StartSweep();
}
