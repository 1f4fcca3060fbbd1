namespace Scim.Grains.Caching.Invalidation;

/// <summary>The other silos of the cluster, according to a membership snapshot.</summary>
internal static class ClusterPeers
{
    /// <summary>Whether there are no other silos. Called for each membership change, so it must be cheap.</summary>
    public static bool IsSoleMember(ClusterMembershipSnapshot cluster, SiloAddress self)
    {
        foreach (KeyValuePair<SiloAddress, ClusterMember> member in cluster.Members)
        {
            if (IsServing(member.Value) && !member.Key.Equals(self))
                return false;
        }

        return true;
    }

    /// <summary>Returns the silos whose grains may still serve requests and write.</summary>
    public static IReadOnlyCollection<SiloAddress> GetPeers(ClusterMembershipSnapshot cluster, SiloAddress self) =>
        [.. cluster.Members.Values.Where(m => IsServing(m) && !m.SiloAddress.Equals(self)).Select(m => m.SiloAddress)];

    /// <summary>Whether a silo's grains may still serve requests and write.</summary>
    public static bool IsServing(ClusterMembershipSnapshot cluster, SiloAddress silo) =>
        cluster.Members.TryGetValue(silo, out ClusterMember? member) && IsServing(member);

    private static bool IsServing(ClusterMember member) =>
        member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping;
}
