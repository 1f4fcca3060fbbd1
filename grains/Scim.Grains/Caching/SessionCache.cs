using System.Buffers.Binary;
using System.Collections.Concurrent;
using Scim.GrainInterfaces.Sessions;
using Scim.Grains.Hosting;

namespace Scim.Grains.Caching;

/// <summary>
/// Where grains of sessions put what they have just found alive, and take it back before it can become wrong: before
/// and after they write, when all sessions end, and when their activation ends. See <see cref="ISessionCache"/>.
/// Thread-safe.
/// </summary>
internal sealed class SessionCache(TimeProvider time, IEnumerable<ISiloLiveness> standing)
    : ISessionCache
{
    private readonly ConcurrentDictionary<DigestKey, Entry> _sessions = new();
    private readonly ISiloLiveness? _liveness = standing.SingleOrDefault();

    /// <summary>
    /// How long a session is good for although nobody took it back. Then the grain is asked again, which looks at
    /// everything anew.
    /// </summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public SessionInfo? FindSession(string tenant, long tenantVersion, ReadOnlySpan<byte> digest)
    {
        if (
            !_sessions.TryGetValue(DigestKey.FromDigest(digest), out Entry? found)
            || found.Tenant != tenant
            || found.TenantVersion != tenantVersion
        )
            return null;
        if (time.GetTimestamp() >= found.ExpiryTimestamp || _liveness is { CanServe: false })
            return null;
        Volatile.Write(ref found.LastUse, time.GetUtcNow().UtcTicks);
        return found.Session;
    }

    /// <summary>A session was found alive.</summary>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="tenantVersion">The version of the tenant whose settings were looked at.</param>
    /// <param name="digest">The digest of its token.</param>
    /// <param name="session">The session.</param>
    /// <param name="alive">How long it stays so if nothing happens.</param>
    public void AddSession(
        string tenant,
        long tenantVersion,
        ReadOnlySpan<byte> digest,
        SessionInfo session,
        TimeSpan alive
    )
    {
        if (alive > MaxAge)
            alive = MaxAge;
        _sessions[DigestKey.FromDigest(digest)] = new Entry(
            tenant,
            tenantVersion,
            session,
            time.GetTimestampAfter(alive)
        )
        {
            LastUse = session.LastUsedAt.UtcTicks,
        };
    }

    /// <summary>When a session was last found here, or null where it is not known.</summary>
    public DateTimeOffset? GetLastUse(ReadOnlySpan<byte> digest) =>
        _sessions.TryGetValue(DigestKey.FromDigest(digest), out Entry? found)
            ? new DateTimeOffset(Volatile.Read(ref found.LastUse), TimeSpan.Zero)
            : null;

    /// <summary>Takes a session back.</summary>
    public void RemoveSession(ReadOnlySpan<byte> digest) =>
        _sessions.TryRemove(DigestKey.FromDigest(digest), out _);

    private sealed class Entry(string tenant, long tenantVersion, SessionInfo session, long until)
    {
        public long LastUse;

        public string Tenant => tenant;

        public long TenantVersion => tenantVersion;

        public SessionInfo Session => session;

        public long ExpiryTimestamp => until;
    }

    // A digest; its first bytes are as good a hash as any.
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
