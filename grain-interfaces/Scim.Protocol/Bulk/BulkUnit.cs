namespace Scim.Protocol.Bulk;

/// <summary>
/// Steps that are executed together: a single step, or steps that refer to each other cyclically, which succeed or fail
/// as a whole.
/// </summary>
/// <param name="Levels">The steps by level. Steps of one level are independent of each other and depend only on earlier
/// levels.</param>
/// <param name="Predecessors">The indexes of the units that must finish before this one starts. All of them come
/// earlier in the plan.</param>
public sealed record BulkUnit(IReadOnlyList<IReadOnlyList<int>> Levels, IReadOnlyList<int> Predecessors)
{
    /// <summary>Whether the steps refer to each other cyclically.</summary>
    public bool IsCyclic { get; init; }
}
