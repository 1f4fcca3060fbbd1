using Scim.Protocol.Filters;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Patching;

/// <summary>
/// One step of a change to a group's membership. A closed set of cases, applied in request order.
/// </summary>
public abstract record MemberEdit
{
    private MemberEdit() { }

    /// <summary>Adds members. Existing members are kept.</summary>
    /// <param name="Members">The members, without duplicates.</param>
    public sealed record Add(IReadOnlyList<MemberRef> Members) : MemberEdit;

    /// <summary>Removes members. Ids that are not members are ignored.</summary>
    /// <param name="Ids">The ids, without duplicates.</param>
    public sealed record Remove(IReadOnlyList<string> Ids) : MemberEdit;

    /// <summary>Removes all members that match a filter.</summary>
    /// <param name="Filter">The filter over the sub-attributes of <c>members</c>.</param>
    public sealed record RemoveWhere(Filter Filter) : MemberEdit;

    /// <summary>Replaces all members. An empty list empties the group.</summary>
    /// <param name="Members">The members, without duplicates.</param>
    public sealed record ReplaceAll(IReadOnlyList<MemberRef> Members) : MemberEdit;
}
