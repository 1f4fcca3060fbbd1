using System.Buffers.Binary;
using System.Collections.Concurrent;
using Scim.GrainInterfaces.Sessions;

namespace Scim.Grains.Caching;

/// <summary>
/// Caches sessions that user session grains have found to be alive. See <see cref="ISessionCache"/>. Thread-safe.
/// </summary>
/// <remarks>
/// The grains remove a session before it can become outdated: before and after they write, when all sessions end, and
/// when they are deactivated.
/// </remarks>
internal sealed class SessionCache(TimeProvider time, IEnumerable<ISiloLiveness> liveness) : ISessionCache
{
    private readonly ConcurrentDictionary<DigestKey, Entry> _sessions = new();
    private readonly ISiloLiveness? _liveness = liveness.SingleOrDefault();

    /// <summary>
    /// The maximum time a session is cached: five seconds. After that the grain is called, which checks the session
    /// again.
    /// </summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public SessionInfo? FindSession(string tenant, long tenantVersion, ReadOnlySpan<byte> digest)
    {
        if (
            !_sessions.TryGetValue(DigestKey.FromDigest(digest), out Entry? entry)
            || entry.Tenant != tenant
            || entry.TenantVersion != tenantVersion
        )
            return null;
        if (time.GetTimestamp() >= entry.ExpiryTimestamp || _liveness is { CanServe: false })
            return null;
        Volatile.Write(ref entry.LastUse, time.GetUtcNow().UtcTicks);
        return entry.Session;
    }

    /// <summary>Adds a session that was found to be alive.</summary>
    /// <param name="tenant">The tenant of the session.</param>
    /// <param name="tenantVersion">The version of the tenant whose settings were applied.</param>
    /// <param name="digest">The digest of the session's token.</param>
    /// <param name="session">The session.</param>
    /// <param name="lifetime">How long the session remains alive if it is not used.</param>
    public void AddSession(
        string tenant,
        long tenantVersion,
        ReadOnlySpan<byte> digest,
        SessionInfo session,
        TimeSpan lifetime
    )
    {
        if (lifetime > MaxAge)
            lifetime = MaxAge;
        _sessions[DigestKey.FromDigest(digest)] = new Entry(
            tenant,
            tenantVersion,
            session,
            time.GetTimestampAfter(lifetime)
        )
        {
            LastUse = session.LastUsedAt.UtcTicks,
        };
    }

    /// <summary>Returns when a session was last found in the cache, or null when it is not cached.</summary>
    public DateTimeOffset? GetLastUse(ReadOnlySpan<byte> digest) =>
        _sessions.TryGetValue(DigestKey.FromDigest(digest), out Entry? entry)
            ? new DateTimeOffset(Volatile.Read(ref entry.LastUse), TimeSpan.Zero)
            : null;

    /// <summary>Removes a session.</summary>
    public void RemoveSession(ReadOnlySpan<byte> digest) => _sessions.TryRemove(DigestKey.FromDigest(digest), out _);

    private sealed class Entry(string tenant, long tenantVersion, SessionInfo session, long until)
    {
        public long LastUse;

        public string Tenant => tenant;

        public long TenantVersion => tenantVersion;

        public SessionInfo Session => session;

        public long ExpiryTimestamp => until;
    }

    // A digest is uniformly distributed, so its first bytes serve as the hash code.
    private readonly record struct DigestKey(ulong A, ulong B, ulong C, ulong D)
    {
        public static DigestKey FromDigest(ReadOnlySpan<byte> digest) =>
            new(
                BinaryPrimitives.ReadUInt64LittleEndian(digest),
                BinaryPrimitives.ReadUInt64LittleEndian(digest[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(digest[16..]),
                BinaryPrimitives.ReadUInt64LittleEndian(digest[24..])
            );

        public override int GetHashCode() => (int)A;
    }
}
