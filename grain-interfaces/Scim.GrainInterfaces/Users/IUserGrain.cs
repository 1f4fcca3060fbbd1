using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Users;

/// <summary>One user of one tenant (RFC 7643 section 4.1): owns the resource, its activation state and the reminder that deletes it.</summary>
[Alias("scim.IUserGrain"), GrainInterfaceType("scim.user")]
public interface IUserGrain : IResourceGrain
{
    /// <summary>
    /// Looks at the tenant's retention again: a user who waits for his deletion is deleted if his time has come, otherwise his reminder is set to when it
    /// will, or taken away. Does nothing for others and may be repeated.
    /// </summary>
    [Alias("Rearm")]
    Task Rearm();
}
