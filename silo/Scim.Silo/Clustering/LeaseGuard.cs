using Orleans.Runtime;

namespace Scim.Silo.Clustering;

/// <summary>Lets no grain of the product answer while this silo has no <see cref="MembershipLease"/> and cannot get one; clients see 503 and try again elsewhere.</summary>
internal sealed class LeaseGuard(MembershipLease lease) : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context) => lease.Holds || !IsOurs(context) ? context.Invoke() : AfterLooking(context);

    private static bool IsOurs(IIncomingGrainCallContext context) =>
        context.TargetContext?.GrainInstance?.GetType().Namespace?.StartsWith("Scim.", StringComparison.Ordinal) == true;

    private async Task AfterLooking(IIncomingGrainCallContext context)
    {
        await lease.Renew();
        if (!lease.Holds) throw new OrleansException("This silo could not be confirmed as a member of the cluster; another one answers.");
        await context.Invoke();
    }
}
