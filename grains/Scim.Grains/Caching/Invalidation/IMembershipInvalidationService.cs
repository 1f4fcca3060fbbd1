using Orleans.Services;

namespace Scim.Grains.Caching.Invalidation;

/// <summary>
/// Exchanges notifications of group membership changes between silos. Runs on each silo. See
/// <see cref="MembershipVersions"/>.
/// </summary>
[Alias("scim.IMembershipInvalidationService")]
internal interface IMembershipInvalidationService : IGrainService
{
    /// <summary>
    /// Requests a lease of <see cref="InvalidationSubscription.LeaseDuration"/>, during which this silo notifies the
    /// subscriber of its membership changes.
    /// </summary>
    /// <remarks>
    /// The duration counts from the time of the request. Afterwards the called silo knows the subscriber, and requests
    /// a lease from it in turn before it serves cached data.
    /// </remarks>
    /// <param name="subscriber">The silo that requests the lease.</param>
    /// <param name="membershipVersion">A version of the cluster membership that contains the subscriber.</param>
    /// <returns>
    /// The number of changes that the subscriber was not notified of. If it has increased, the subscriber's cached data
    /// may be outdated.
    /// </returns>
    [Alias("Subscribe"), ResponseTimeout("00:00:02")]
    Task<long> Subscribe(SiloAddress subscriber, long membershipVersion);

    /// <summary>Notifies the silo of a committed change.</summary>
    /// <param name="counters">The indexes of the counters of <see cref="MembershipVersions"/> to increment.</param>
    [Alias("Invalidate"), ResponseTimeout("00:00:02")]
    Task Invalidate(int[] counters);
}
