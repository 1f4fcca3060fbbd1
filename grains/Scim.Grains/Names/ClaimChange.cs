using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Grains.Names;

/// <summary>What a commit claims and gives up of what must be unique: the resource's name and the values its schemas declare unique.</summary>
/// <param name="Claimed">New with the commit, in an order that is the same for all resources, so that of two who want the same several values one gets them all.</param>
/// <param name="GivenUp">Free after the commit.</param>
internal sealed record ClaimChange(IReadOnlyList<Claim> Claimed, IReadOnlyList<Claim> GivenUp)
{
    private static readonly ClaimChange None = new([], []);

    /// <summary>Compares two states; null stands for a resource that is not there.</summary>
    public static ClaimChange Between(ResourceIndex? before, ResourceIndex? after)
    {
        // Nearly every change: neither name nor values differ.
        if (before?.Unique == after?.Unique && before?.Values is null && after?.Values is null) return None;
        Claim[] had = [.. Of(before)], has = [.. Of(after)];
        return new ClaimChange([.. has.Except(had)], [.. had.Except(has)]);
    }

    private static IEnumerable<Claim> Of(ResourceIndex? index)
    {
        if (index?.Unique is { } name) yield return new Claim(null, name);
        foreach (StoredUniqueValue value in index?.Values ?? []) yield return new Claim(value.Path, value.Value);
    }
}

/// <summary>Something that must be unique.</summary>
/// <param name="Path">The attribute as <see cref="UniqueValue.Path"/> spells it; null for the resource's name.</param>
/// <param name="Value">The folded name or the value.</param>
internal readonly record struct Claim(string? Path, string Value);
