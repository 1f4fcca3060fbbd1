using Microsoft.Extensions.Logging;
using Scim.GrainInterfaces;

namespace Scim.Grains.Isolation;

/// <summary>Rejects a grain call when the tenant of the request differs from the tenant in the grain's key.</summary>
/// <remarks>
/// The gateway and the grain keys already isolate tenants. This filter is a third line of defense that detects defects
/// in the other two.
/// </remarks>
internal sealed class TenantIsolationFilter(ILogger<TenantIsolationFilter> logger) : IIncomingGrainCallFilter
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
            Log.CrossTenantCallRejected(logger, context.InterfaceMethod.Name, context.TargetId.Type.ToString() ?? "");
            throw new UnauthorizedAccessException("The call crossed from one tenant into another and was rejected.");
        }

        return context.Invoke();
    }
}
