using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Scim.Grains.Hosting;

namespace Scim.Grains.Groups.Following;

/// <summary>
/// The silos that this one promised to tell of changes of memberships (<see cref="MarksFollowing"/> is the other end). One that cannot be told is waited for, until the
/// promise is over and what it remembers worth nothing, or it is gone; the next promise tells it that it missed something. Thread-safe.
/// </summary>
internal sealed class MarksFollowers(IMarksClient client, IClusterMembershipService cluster, ILocalSiloDetails self, TimeProvider time, ILogger<MarksFollowers> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // Less than callers wait for an answer.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<SiloAddress, Follower> _followers = [];

    /// <summary>Promises a silo to tell it of changes from now on.</summary>
    /// <returns>How many it was not told of.</returns>
    public long Promise(SiloAddress silo)
    {
        lock (_lock)
        {
            Follower follower = Of(silo);
            follower.Until = time.TimestampIn(MarksFollowing.Duration);
            return follower.Missed;
        }
    }

    /// <summary>A silo has this one in its view of the cluster: from now on it trusts what it remembers only with this one's promise.</summary>
    public void KnownTo(SiloAddress silo)
    {
        lock (_lock) Of(silo).KnowsUs = true;
    }

    /// <summary>Forgets silos that are not in the cluster any more.</summary>
    public void Learn(IReadOnlyCollection<SiloAddress> others)
    {
        lock (_lock)
        {
            foreach (SiloAddress gone in _followers.Keys.Except(others).ToArray()) _followers.Remove(gone);
        }
    }

    /// <summary>Tells whoever must know; to be called when the change is committed and before it is answered.</summary>
    /// <exception cref="TimeoutException">A silo could not be told and is not given up either.</exception>
    public Task Tell(int[] counters)
    {
        ClusterMembershipSnapshot present = cluster.CurrentSnapshot;
        if (counters.Length == 0 || OtherSilos.AreNone(present, self.SiloAddress)) return Task.CompletedTask;
        SiloAddress[] silos;
        lock (_lock)
        {
            long now = time.GetTimestamp();
            silos = [.. OtherSilos.In(present, self.SiloAddress).Where(s => !Of(s).KnowsUs).Union(_followers.Where(f => f.Value.Until >= now).Select(f => f.Key))];
        }

        return Task.WhenAll(silos.Select(s => Tell(s, counters)));
    }

    private async Task Tell(SiloAddress silo, int[] counters)
    {
        if (await TryTell(silo, counters)) return;
        Follower follower;
        long until;
        lock (_lock)
        {
            follower = Of(silo);
            follower.Missed++;
            until = follower.Until;
        }

        long began = time.GetTimestamp();
        while (OtherSilos.Serves(cluster.CurrentSnapshot, silo) && !(Volatile.Read(ref follower.KnowsUs) && time.GetTimestamp() > until))
        {
            if (time.GetElapsedTime(began) > LongestWait) throw new TimeoutException("Another silo could not be told of a changed membership, and is not known to be gone.");
            await Task.Delay(Pause, time);
            if (!Volatile.Read(ref follower.KnowsUs) && await TryTell(silo, counters)) return;
        }
    }

    private async Task<bool> TryTell(SiloAddress silo, int[] counters)
    {
        try
        {
            await client.At(silo).Raise(counters);
            return true;
        }
        catch (Exception e)
        {
            Log.NotTold(logger, silo.ToString(), e.GetType().Name);
            return false;
        }
    }

    private Follower Of(SiloAddress silo)
    {
        if (!_followers.TryGetValue(silo, out Follower? follower)) _followers[silo] = follower = new Follower();
        return follower;
    }

    private sealed class Follower
    {
        public bool KnowsUs;
        public long Until = long.MinValue;
        public long Missed;
    }
}
