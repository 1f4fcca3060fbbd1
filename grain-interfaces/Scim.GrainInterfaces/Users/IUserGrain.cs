using Orleans.Concurrency;
using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Users;

/// <summary>
/// One user of one tenant (RFC 7643 section 4.1): owns the resource, its activation status and the reminder that
/// deletes it.
/// </summary>
[Alias("scim.IUserGrain"), GrainInterfaceType("scim.user")]
public interface IUserGrain : IResourceGrain
{
    /// <summary>Returns whether the user may have sessions, according to the committed state.</summary>
    /// <remarks>The call interleaves with a write that is in progress, which is then not yet visible.</remarks>
    [Alias("GetStatus"), AlwaysInterleave, ResponseTimeout(GrainReadRetry.Timeout)]
    Task<UserStatus> GetStatus();

    /// <summary>
    /// Reads the user if <paramref name="foldedName"/> is the user's current userName. In that case no other user of
    /// the tenant has it.
    /// </summary>
    /// <param name="query">The request.</param>
    /// <param name="foldedName">The userName, folded.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The user; or NotFound, also when the user has another userName.</returns>
    [Alias("ReadByUserName"), ReadOnly, ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<ResourceReply>> ReadByUserName(
        ReadResource query,
        string foldedName,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Applies the tenant's current retention period to a deactivated user: deletes the user if the deletion is due,
    /// otherwise sets or removes the reminder. Does nothing for other users. Idempotent.
    /// </summary>
    [Alias("RescheduleDeletion")]
    Task RescheduleDeletion();
}
