namespace Scim.GrainInterfaces;

/// <summary>
/// The tenant of the request that a grain call belongs to, carried in Orleans' request context. It is the caller's
/// word, so it proves nothing; the silo compares it with the tenant in the grain's key to catch a call that strays into
/// another tenant.
/// </summary>
public static class TenantContext
{
    /// <summary>The key in <see cref="Orleans.Runtime.RequestContext"/>.</summary>
    public const string Key = "scim.tenant";
}
