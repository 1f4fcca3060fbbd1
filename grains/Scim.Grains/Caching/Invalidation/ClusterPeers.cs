using Orleans.Runtime;

namespace Scim.Grains.Caching.Invalidation;

/// <summary>The other silos of the cluster, as this one knows it.</summary>
internal static class ClusterPeers
{
    /// <summary>Whether there are none: a cheap question, asked with each change of a membership.</summary>
    public static bool IsSoleMember(ClusterMembershipSnapshot cluster, SiloAddress self)
    {
        foreach (KeyValuePair<SiloAddress, ClusterMember> member in cluster.Members)
        {
            if (IsServing(member.Value) && !member.Key.Equals(self))
                return false;
        }

        return true;
    }

    /// <summary>Those whose grains may still answer and write.</summary>
    public static IReadOnlyCollection<SiloAddress> GetPeers(
        ClusterMembershipSnapshot cluster,
        SiloAddress self
    ) =>
        [
            .. cluster
                .Members.Values.Where(m => IsServing(m) && !m.SiloAddress.Equals(self))
                .Select(m => m.SiloAddress),
        ];

    /// <summary>Whether a silo's grains may still answer and write.</summary>
    public static bool IsServing(ClusterMembershipSnapshot cluster, SiloAddress silo) =>
        cluster.Members.TryGetValue(silo, out ClusterMember? member) && IsServing(member);

    private static bool IsServing(ClusterMember member) =>
        member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping;
}
