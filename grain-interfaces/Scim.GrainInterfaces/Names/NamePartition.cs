using System.Text;

namespace Scim.GrainInterfaces.Names;

/// <summary>
/// Spreads a tenant's unique names over a fixed number of <see cref="INameGrain"/>s, so that none of them is
/// one-per-tenant.
/// </summary>
public static class NamePartition
{
    /// <summary>How many partitions there are. Stored with each name: changing it is a data migration.</summary>
    public const int Count = 16;

    /// <summary>
    /// The partition of a folded name: FNV-1a over its UTF-8 bytes, the same on every machine and version.
    /// </summary>
    public static int ComputePartition(string foldedName)
    {
        uint hash = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(foldedName))
            hash = unchecked((hash ^ b) * 16777619);
        return (int)(hash % Count);
    }
}
