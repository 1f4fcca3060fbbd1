using Orleans.Runtime;
using Orleans.Services;

namespace Scim.Grains.Caching.Invalidation;

/// <summary>
/// What silos tell each other of changed memberships; one on each silo. See <see cref="MembershipVersions"/>.
/// </summary>
[Alias("scim.IMarksService")]
internal interface IMembershipInvalidationService : IGrainService
{
    /// <summary>
    /// Asks to be told of the changes that this silo makes, from now on and for
    /// <see cref="InvalidationSubscription.LeaseDuration"/> from when it was asked. Whoever is asked knows the asking
    /// silo afterwards, and asks in turn before it trusts what it remembers.
    /// </summary>
    /// <param name="follower">The silo that asks.</param>
    /// <param name="membershipVersion">A version of the membership in which it is a member.</param>
    /// <returns>How many changes it was not told of. Where that has grown, what it remembers may be old.</returns>
    [Alias("Follow"), ResponseTimeout("00:00:02")]
    Task<long> Subscribe(SiloAddress follower, long membershipVersion);

    /// <summary>
    /// Tells of a change that is committed: those of <see cref="MembershipVersions"/>'s counters that it raises.
    /// </summary>
    [Alias("Raise"), ResponseTimeout("00:00:02")]
    Task Invalidate(int[] counters);
}
