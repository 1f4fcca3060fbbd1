using System.Text;

namespace Scim.GrainInterfaces.Names;

/// <summary>
/// Distributes a tenant's unique names over a fixed number of <see cref="INameGrain"/>s, so that no single grain
/// handles all names of a tenant.
/// </summary>
public static class NamePartition
{
    /// <summary>
    /// The number of partitions. The partition is stored with each name: changing this number requires a data
    /// migration.
    /// </summary>
    public const int Count = 16;

    /// <summary>Returns the partition of a folded name, 0 to <see cref="Count"/> - 1.</summary>
    /// <remarks>
    /// The hash is FNV-1a over the UTF-8 bytes of the name. It is the same on every machine and in every version.
    /// </remarks>
    public static int ComputePartition(string foldedName)
    {
        uint hash = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(foldedName))
            hash = unchecked((hash ^ b) * 16777619);
        return (int)(hash % Count);
    }
}
