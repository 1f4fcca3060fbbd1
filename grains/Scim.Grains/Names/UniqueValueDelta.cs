using Scim.Grains.Storage;

namespace Scim.Grains.Names;

/// <summary>
/// What a commit claims and gives up of the values that a resource's schemas declare unique, besides its name.
/// </summary>
/// <param name="Reserved">New with the commit, in an order that is the same for all resources, so that of two who want
/// the same several values one gets them all.</param>
/// <param name="Released">Free after the commit.</param>
internal sealed record UniqueValueDelta(
    IReadOnlyList<StoredUniqueValue> Reserved,
    IReadOnlyList<StoredUniqueValue> Released
)
{
    private static readonly UniqueValueDelta None = new([], []);

    /// <summary>Compares two states; null stands for a resource that is not there.</summary>
    public static UniqueValueDelta FromIndexes(ResourceIndex? before, ResourceIndex? after)
    {
        if (before?.Values is null && after?.Values is null)
            return None;
        IReadOnlyList<StoredUniqueValue> had = before?.Values ?? [],
            has = after?.Values ?? [];
        return new UniqueValueDelta([.. has.Except(had)], [.. had.Except(has)]);
    }
}
