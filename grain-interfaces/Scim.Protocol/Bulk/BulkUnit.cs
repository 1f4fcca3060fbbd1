namespace Scim.Protocol.Bulk;

/// <summary>
/// What is carried out together: one step, or steps that refer to each other in a circle, of which either all succeed
/// or none.
/// </summary>
/// <param name="Levels">The steps in waves: those of a wave do not wait for each other, but for those of the waves
/// before.</param>
/// <param name="Predecessors">The units that must be finished before this one begins; each comes earlier in the
/// plan.</param>
public sealed record BulkUnit(
    IReadOnlyList<IReadOnlyList<int>> Levels,
    IReadOnlyList<int> Predecessors
)
{
    /// <summary>Whether the steps refer to each other in a circle.</summary>
    public bool IsCyclic { get; init; }
}
