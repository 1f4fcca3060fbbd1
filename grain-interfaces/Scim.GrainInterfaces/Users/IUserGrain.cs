using Orleans.Concurrency;
using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Users;

/// <summary>
/// One user of one tenant (RFC 7643 section 4.1): owns the resource, its activation state and the reminder that deletes
/// it.
/// </summary>
[Alias("scim.IUserGrain"), GrainInterfaceType("scim.user")]
public interface IUserGrain : IResourceGrain
{
    /// <summary>
    /// Whether he may have sessions, as it is committed; answered while a change is under way, which then has not
    /// happened yet.
    /// </summary>
    [Alias("Standing"), AlwaysInterleave, ResponseTimeout(GrainReadRetry.Timeout)]
    Task<UserStatus> GetStatus();

    /// <summary>Reads the user if that is his userName, in which case no other user of the tenant has it.</summary>
    /// <param name="query">What to show.</param>
    /// <param name="foldedName">The userName, folded.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The user, or NotFound also where he has another name.</returns>
    [Alias("ReadNamed"), ReadOnly, ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<ResourceReply>> ReadByUserName(
        ReadResource query,
        string foldedName,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Looks at the tenant's retention again: a user who waits for his deletion is deleted if his time has come,
    /// otherwise his reminder is set to when it will, or taken away. Does nothing for others and may be repeated.
    /// </summary>
    [Alias("Rearm")]
    Task RescheduleDeletion();
}
