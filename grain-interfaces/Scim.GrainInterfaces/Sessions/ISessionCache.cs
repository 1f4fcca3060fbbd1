namespace Scim.GrainInterfaces.Sessions;

/// <summary>
/// The sessions that grains of this process found alive a moment ago, for a gateway in the same process: an
/// introspection without a call. The grain is asked, by an ordinary call, about whatever this does not know. A process
/// without grains has none of it registered.
/// </summary>
public interface ISessionCache
{
    /// <summary>The session, which is alive; or null where the grain must be asked. Counts as its use.</summary>
    /// <param name="tenant">The tenant that asks; sessions of others are not found.</param>
    /// <param name="tenantVersion">The version of the tenant, whose settings say how long sessions live.</param>
    /// <param name="digest">The digest of the token that was shown (<see cref="SessionToken.ComputeDigest"/>): whoever
    /// knows the token has it.</param>
    SessionInfo? FindSession(string tenant, long tenantVersion, ReadOnlySpan<byte> digest);
}
