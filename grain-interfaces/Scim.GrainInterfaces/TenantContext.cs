namespace Scim.GrainInterfaces;

/// <summary>Carries the tenant of the current request through grain calls in the Orleans request context.</summary>
/// <remarks>
/// The value is set by the caller and does not authorize anything. The silo compares it with the tenant in the grain's
/// key, to detect a call that crosses from one tenant into another.
/// </remarks>
/// <example>
/// Set the tenant once per request, before the first grain call:
/// <code>
/// RequestContext.Set(TenantContext.Key, "acme");
/// IUserGrain user = grains.GetGrainReference&lt;IUserGrain>(new ResourceKey("acme", userId).ToString());
/// ScimResult&lt;ResourceReply> reply = await user.Read(new ReadResource { Origin = origin });
/// </code>
/// </example>
public static class TenantContext
{
    /// <summary>The key in <see cref="Orleans.Runtime.RequestContext"/>.</summary>
    public const string Key = "scim.tenant";
}
