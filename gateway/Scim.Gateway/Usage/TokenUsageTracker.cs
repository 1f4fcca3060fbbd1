using System.Collections.Concurrent;

namespace Scim.Gateway.Usage;

/// <summary>
/// Records when tokens were used until <see cref="TokenUsageReporter"/> reports it. Contains only the tokens that were
/// used since about the last two reports. Thread-safe.
/// </summary>
internal sealed class TokenUsageTracker
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Records a use. Called for every authenticated request.</summary>
    public void RecordUse(string tenant, string tokenId, DateTimeOffset now)
    {
        if (!_entries.TryGetValue(tokenId, out Entry? entry))
            entry = _entries.GetOrAdd(tokenId, static (_, tenant) => new Entry(tenant), tenant);
        Volatile.Write(ref entry.LastUsedTicks, now.UtcTicks);
    }

    /// <summary>
    /// Returns the last use of each token that was used since the previous call, with a precision of minutes, by
    /// tenant.
    /// </summary>
    public Dictionary<string, Dictionary<string, DateTimeOffset>> TakeChanges()
    {
        Dictionary<string, Dictionary<string, DateTimeOffset>> byTenant = new(StringComparer.Ordinal);
        foreach ((string tokenId, Entry entry) in _entries)
        {
            long used = Volatile.Read(ref entry.LastUsedTicks);
            if (used == entry.ReportedTicks)
            {
                // A use between the comparison and the removal is missed; the next request records the token again.
                _entries.TryRemove(tokenId, out _);
                continue;
            }

            entry.ReportedTicks = used;
            if (!byTenant.TryGetValue(entry.Tenant, out Dictionary<string, DateTimeOffset>? tokens))
                byTenant[entry.Tenant] = tokens = new(StringComparer.Ordinal);
            tokens[tokenId] = new DateTimeOffset(used - used % TimeSpan.TicksPerMinute, TimeSpan.Zero);
        }

        return byTenant;
    }

    private sealed class Entry(string tenant)
    {
        public readonly string Tenant = tenant;
        public long LastUsedTicks;
        public long ReportedTicks;
    }
}
