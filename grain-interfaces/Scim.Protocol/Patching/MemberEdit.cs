using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Patching;

/// <summary>
/// One step of a change to a group's membership. A closed set of cases, applied in the order of the request.
/// </summary>
public abstract record MemberEdit
{
    private MemberEdit() { }

    /// <summary>These become members; those who are already stay so.</summary>
    /// <param name="Members">Who, without repetitions.</param>
    public sealed record Add(IReadOnlyList<MemberRef> Members) : MemberEdit;

    /// <summary>These are members no longer; naming somebody who is none is no error.</summary>
    /// <param name="Ids">The ids, without repetitions.</param>
    public sealed record Remove(IReadOnlyList<string> Ids) : MemberEdit;

    /// <summary>All members that satisfy a filter are members no longer.</summary>
    /// <param name="Filter">The filter over the sub-attributes of <c>members</c>.</param>
    public sealed record RemoveWhere(Filter Filter) : MemberEdit;

    /// <summary>These and nobody else are members; an empty list empties the group.</summary>
    /// <param name="Members">Who, without repetitions.</param>
    public sealed record ReplaceAll(IReadOnlyList<MemberRef> Members) : MemberEdit;
}
