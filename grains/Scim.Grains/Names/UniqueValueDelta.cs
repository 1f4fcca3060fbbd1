using Scim.Grains.Storage;

namespace Scim.Grains.Names;

/// <summary>
/// The values of unique attributes, other than the resource's name, that a commit reserves and releases.
/// </summary>
/// <param name="Reserved">Values that the commit adds. Their order is the same for all resources, so that of two
/// writers that want the same values one gets them all.</param>
/// <param name="Released">Values that are free after the commit.</param>
internal sealed record UniqueValueDelta(
    IReadOnlyList<StoredUniqueValue> Reserved,
    IReadOnlyList<StoredUniqueValue> Released
)
{
    private static readonly UniqueValueDelta None = new([], []);

    /// <summary>Compares two states; null means that the resource does not exist.</summary>
    public static UniqueValueDelta FromIndexes(ResourceIndex? before, ResourceIndex? after)
    {
        if (before?.Values is null && after?.Values is null)
            return None;
        IReadOnlyList<StoredUniqueValue> had = before?.Values ?? [],
            has = after?.Values ?? [];
        return new UniqueValueDelta([.. has.Except(had)], [.. had.Except(has)]);
    }
}
