namespace Scim.Silo.Clustering;

/// <summary>
/// Rejects calls to this product's grains while the silo has no valid <see cref="MembershipLease"/> and cannot renew
/// it. Clients receive 503 and can retry on another silo.
/// </summary>
internal sealed class MembershipLeaseFilter(MembershipLease lease) : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context) =>
        lease.CanServe || !IsScimGrain(context) ? context.Invoke() : RenewAndInvokeAsync(context);

    private static bool IsScimGrain(IIncomingGrainCallContext context) =>
        context.TargetContext?.GrainInstance?.GetType().Namespace?.StartsWith("Scim.", StringComparison.Ordinal)
        == true;

    private async Task RenewAndInvokeAsync(IIncomingGrainCallContext context)
    {
        await lease.RenewLeaseAsync();
        if (!lease.CanServe)
            throw new OrleansException("This silo could not confirm its cluster membership. Retry on another silo.");
        await context.Invoke();
    }
}
