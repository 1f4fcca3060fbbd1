using Orleans.Runtime;

namespace Scim.Silo.Clustering;

/// <summary>
/// Lets no grain of the product answer while this silo has no <see cref="MembershipLease"/> and cannot get one; clients
/// see 503 and try again elsewhere.
/// </summary>
internal sealed class MembershipLeaseFilter(MembershipLease lease) : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context) =>
        lease.CanServe || !IsScimGrain(context) ? context.Invoke() : RenewAndInvokeAsync(context);

    private static bool IsScimGrain(IIncomingGrainCallContext context) =>
        context
            .TargetContext?.GrainInstance?.GetType()
            .Namespace?.StartsWith("Scim.", StringComparison.Ordinal) == true;

    private async Task RenewAndInvokeAsync(IIncomingGrainCallContext context)
    {
        await lease.RenewLeaseAsync();
        if (!lease.CanServe)
            throw new OrleansException(
                "This silo could not be confirmed as a member of the cluster; another one answers."
            );
        await context.Invoke();
    }
}
