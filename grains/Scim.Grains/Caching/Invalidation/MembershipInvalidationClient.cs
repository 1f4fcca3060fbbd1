using Orleans.Runtime.Services;

namespace Scim.Grains.Caching.Invalidation;

/// <inheritdoc cref="IMembershipInvalidationClient"/>
internal sealed class MembershipInvalidationClient(IServiceProvider services)
    : GrainServiceClient<IMembershipInvalidationService>(services),
        IMembershipInvalidationClient
{
    /// <inheritdoc/>
    public IMembershipInvalidationService GetService(SiloAddress silo) => GetGrainService(silo);
}
