namespace Scim.GrainInterfaces.Sessions;

/// <summary>
/// Sessions that grains in this process recently found to be alive. A gateway in the same process can introspect them
/// without a grain call.
/// </summary>
/// <remarks>
/// When a session is not found here, the gateway calls the grain. The service is not registered in a process without
/// grains.
/// </remarks>
public interface ISessionCache
{
    /// <summary>Returns a session that is alive and records its use; null when the grain must be called.</summary>
    /// <param name="tenant">The tenant of the request; sessions of other tenants are not found.</param>
    /// <param name="tenantVersion">The version of the tenant, whose settings determine how long sessions live.</param>
    /// <param name="digest">The digest of the presented token (<see cref="SessionToken.ComputeDigest"/>), which only
    /// the holder of the token can compute.</param>
    SessionInfo? FindSession(string tenant, long tenantVersion, ReadOnlySpan<byte> digest);
}
