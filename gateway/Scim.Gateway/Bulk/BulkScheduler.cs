using Scim.Protocol.Bulk;

namespace Scim.Gateway.Bulk;

/// <summary>
/// Determines which units of a bulk plan can start: those without pending dependencies, earliest first. Not
/// thread-safe.
/// </summary>
internal sealed class BulkScheduler
{
    private readonly int[] _pendingDependencies;
    private readonly List<int>[] _dependents;
    private readonly bool[] _finished;
    private readonly bool[] _overlapped;
    private readonly int[] _renamingUnits;
    private readonly PriorityQueue<int, int> _ready = new();
    private readonly bool _isOrdered;
    private int _startedCount;

    /// <summary>Creates the scheduler for a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inOrder">
    /// Whether no unit may start before an earlier one, so that the started units are always a prefix of the plan.
    /// </param>
    public BulkScheduler(BulkPlan plan, bool inOrder)
    {
        _isOrdered = inOrder;
        int count = plan.Units.Count;
        (_pendingDependencies, _finished, _overlapped) = (new int[count], new bool[count], new bool[count]);
        _dependents = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        _renamingUnits =
        [
            .. Enumerable
                .Range(0, count)
                .Where(u => plan.Units[u].Levels[0] is [var only] && plan.Steps[only].CanRetryNameConflict),
        ];
        for (int unit = 0; unit < count; unit++)
            AddDependencies(unit, plan.Units[unit].Predecessors);
        for (int unit = 0; unit < count; unit++)
            if (_pendingDependencies[unit] == 0)
                _ready.Enqueue(unit, unit);
    }

    /// <summary>Takes the earliest unit that can start.</summary>
    /// <returns>Whether a unit can start.</returns>
    public bool TryDequeueUnit(out int unit)
    {
        if (!_ready.TryPeek(out unit, out _) || (_isOrdered && unit > _startedCount))
            return false;
        _ready.Dequeue();
        _startedCount = Math.Max(_startedCount, unit + 1);
        _overlapped[unit] = Array.BinarySearch(_renamingUnits, unit) >= 0 && GetEarlierRenamingUnits(unit).Any();
        return true;
    }

    /// <summary>Records that <paramref name="unit"/> has finished and releases the units that depend on it.</summary>
    public void CompleteUnit(int unit)
    {
        _finished[unit] = true;
        foreach (int other in _dependents[unit])
            if (--_pendingDependencies[other] == 0)
                _ready.Enqueue(other, other);
    }

    /// <summary>
    /// Schedules a unit again that failed because of a name conflict, if an earlier unit that may have released the
    /// name was running at the same time.
    /// </summary>
    /// <returns>False if no such unit was running, so that the conflict is final.</returns>
    public bool TryRequeueUnit(int unit)
    {
        if (!_overlapped[unit])
            return false;
        AddDependencies(unit, [.. GetEarlierRenamingUnits(unit)]);
        if (_pendingDependencies[unit] == 0)
            _ready.Enqueue(unit, unit);
        return true;
    }

    private IEnumerable<int> GetEarlierRenamingUnits(int unit) =>
        _renamingUnits.TakeWhile(u => u < unit).Where(u => !_finished[u]);

    private void AddDependencies(int unit, IReadOnlyList<int> after)
    {
        _pendingDependencies[unit] = after.Count;
        foreach (int earlier in after)
            _dependents[earlier].Add(unit);
    }
}
