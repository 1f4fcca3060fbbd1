using Orleans.Runtime;

namespace Scim.Silo.Clustering;

/// <summary>Refuses calls to the product's grains while this silo does not hold its <see cref="MembershipLease"/>; clients see 503 and try again elsewhere.</summary>
internal sealed class LeaseGuard(MembershipLease lease) : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context) => lease.Holds || !IsOurs(context)
        ? context.Invoke()
        : throw new SiloUnavailableException("This silo has not been confirmed as a member of the cluster for some seconds; another one answers.");

    private static bool IsOurs(IIncomingGrainCallContext context) =>
        context.TargetContext?.GrainInstance?.GetType().Namespace?.StartsWith("Scim.", StringComparison.Ordinal) == true;
}
