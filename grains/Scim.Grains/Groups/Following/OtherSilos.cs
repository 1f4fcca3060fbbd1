using Orleans.Runtime;

namespace Scim.Grains.Groups.Following;

/// <summary>The other silos of the cluster, as this one knows it.</summary>
internal static class OtherSilos
{
    /// <summary>Whether there are none: a cheap question, asked with each change of a membership.</summary>
    public static bool AreNone(ClusterMembershipSnapshot cluster, SiloAddress self)
    {
        foreach (KeyValuePair<SiloAddress, ClusterMember> member in cluster.Members)
        {
            if (Serves(member.Value) && !member.Key.Equals(self)) return false;
        }

        return true;
    }

    /// <summary>Those whose grains may still answer and write.</summary>
    public static IReadOnlyCollection<SiloAddress> In(ClusterMembershipSnapshot cluster, SiloAddress self) =>
        [.. cluster.Members.Values.Where(m => Serves(m) && !m.SiloAddress.Equals(self)).Select(m => m.SiloAddress)];

    /// <summary>Whether a silo's grains may still answer and write.</summary>
    public static bool Serves(ClusterMembershipSnapshot cluster, SiloAddress silo) => cluster.Members.TryGetValue(silo, out ClusterMember? member) && Serves(member);

    private static bool Serves(ClusterMember member) => member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping;
}
