using System.Collections.Concurrent;

namespace Scim.Gateway.Usage;

/// <summary>
/// Remembers when tokens were used until <see cref="TokenUsageReporter"/> tells their tenants. Holds the tokens of
/// about the last minute only. Thread-safe.
/// </summary>
internal sealed class TokenUsageTracker
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Notes a use. Called for every request.</summary>
    public void RecordUse(string tenant, string tokenId, DateTimeOffset now)
    {
        if (!_entries.TryGetValue(tokenId, out Entry? entry))
            entry = _entries.GetOrAdd(tokenId, static (_, tenant) => new Entry(tenant), tenant);
        Volatile.Write(ref entry.LastUsedTicks, now.UtcTicks);
    }

    /// <summary>The last use of each token since it was last taken, to the minute, by tenant.</summary>
    public Dictionary<string, Dictionary<string, DateTimeOffset>> TakeChanges()
    {
        Dictionary<string, Dictionary<string, DateTimeOffset>> byTenant = new(
            StringComparer.Ordinal
        );
        foreach ((string tokenId, Entry entry) in _entries)
        {
            long used = Volatile.Read(ref entry.LastUsedTicks);
            if (used == entry.ReportedTicks)
            {
                // A use between the comparison and the removal goes unseen; the next one is a request away.
                _entries.TryRemove(tokenId, out _);
                continue;
            }

            entry.ReportedTicks = used;
            if (!byTenant.TryGetValue(entry.Tenant, out Dictionary<string, DateTimeOffset>? tokens))
                byTenant[entry.Tenant] = tokens = new(StringComparer.Ordinal);
            tokens[tokenId] = new DateTimeOffset(
                used - used % TimeSpan.TicksPerMinute,
                TimeSpan.Zero
            );
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
