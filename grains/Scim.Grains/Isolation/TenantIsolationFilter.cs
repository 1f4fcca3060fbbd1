using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Scim.GrainInterfaces;

namespace Scim.Grains.Isolation;

/// <summary>
/// Refuses a grain call whose request belongs to one tenant and whose grain to another. The gateway and the key already
/// keep tenants apart; this is the third wall, and it finds the defect that would breach the other two.
/// </summary>
internal sealed class TenantIsolationFilter(ILogger<TenantIsolationFilter> logger)
    : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (
            RequestContext.Get(TenantContext.Key) is string tenant
            && context.TargetId.Key.ToString() is { } key
            && ResourceKey.TryParse(key, out ResourceKey parsed)
            && parsed.Tenant != tenant
            && context.TargetContext.GrainInstance is { } grain
            && grain.GetType().Assembly == typeof(TenantIsolationFilter).Assembly
        )
        {
            Log.CrossTenantCallRejected(
                logger,
                context.InterfaceMethod.Name,
                context.TargetId.Type.ToString() ?? ""
            );
            throw new UnauthorizedAccessException(
                "A call crossed from one tenant into another and was refused."
            );
        }

        return context.Invoke();
    }
}
