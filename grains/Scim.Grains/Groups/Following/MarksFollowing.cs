using Orleans.Runtime;

namespace Scim.Grains.Groups.Following;

/// <summary>
/// Whether this silo hears of every change of memberships that other silos make. Each of them promises to tell it, for a while; while all promises hold, what is remembered and
/// not marked is true. A promise counts from when it was asked for, on this silo's clock, and the other one keeps it from when it gave it, which is later. Thread-safe.
/// </summary>
internal sealed class MarksFollowing(MembershipMarks marks, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SiloAddress, Promise> _promises = [];
    private bool _joined;

    /// <summary>How long a promise holds. A silo that does not answer delays others' changes of memberships by so much at most.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How often promises are renewed: one small call for each pair of silos.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Takes note of who is in the cluster, in a snapshot in which this silo is.</summary>
    /// <returns>Those whose promise is missing.</returns>
    public IReadOnlyCollection<SiloAddress> Learn(IReadOnlyCollection<SiloAddress> others)
    {
        lock (_lock)
        {
            _joined = true;
            foreach (SiloAddress gone in _promises.Keys.Except(others).ToArray())
            {
                // It may have died between a commit and the telling.
                _promises.Remove(gone);
                marks.ForgetAll();
            }

            SiloAddress[] missing = [.. others.Where(o => !_promises.ContainsKey(o))];
            foreach (SiloAddress silo in missing) _promises[silo] = new Promise(long.MinValue, 0);
            Settle();
            return missing;
        }
    }

    /// <summary>A silo promised to tell of its changes.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="asked">When it was asked, as <see cref="TimeProvider.GetTimestamp"/> tells.</param>
    /// <param name="missed">How many it could not tell of before.</param>
    public void Promised(SiloAddress silo, long asked, long missed)
    {
        lock (_lock)
        {
            if (!_promises.TryGetValue(silo, out Promise before)) return;
            if (before.Until < time.GetTimestamp() || before.Missed != missed) marks.ForgetAll();
            _promises[silo] = new Promise(asked + Ticks(Duration), missed);
            Settle();
        }
    }

    private void Settle() => marks.Trust(!_joined ? long.MinValue : _promises.Count == 0 ? long.MaxValue : _promises.Values.Min(p => p.Until));

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * time.TimestampFrequency);

    private readonly record struct Promise(long Until, long Missed);
}
