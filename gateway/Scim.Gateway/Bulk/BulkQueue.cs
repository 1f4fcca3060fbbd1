using Scim.Protocol.Bulk;

namespace Scim.Gateway.Bulk;

/// <summary>Knows which units of a plan can begin: those that have nothing to wait for any more, the earliest first. Not thread-safe.</summary>
internal sealed class BulkQueue
{
    private readonly int[] _waiting;
    private readonly List<int>[] _waitedFor;
    private readonly bool[] _finished;
    private readonly bool[] _overlapped;
    private readonly int[] _renaming;
    private readonly PriorityQueue<int, int> _ready = new();
    private readonly bool _inOrder;
    private int _begun;

    /// <summary>Makes the queue of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inOrder">Whether no unit may overtake an earlier one, so that those begun are always the first ones.</param>
    public BulkQueue(BulkPlan plan, bool inOrder)
    {
        _inOrder = inOrder;
        int count = plan.Units.Count;
        (_waiting, _finished, _overlapped) = (new int[count], new bool[count], new bool[count]);
        _waitedFor = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        _renaming = [.. Enumerable.Range(0, count).Where(u => plan.Units[u].Levels[0] is [var only] && plan.Steps[only].Renames)];
        for (int unit = 0; unit < count; unit++) Wait(unit, plan.Units[unit].After);
        for (int unit = 0; unit < count; unit++)
            if (_waiting[unit] == 0) _ready.Enqueue(unit, unit);
    }

    /// <summary>Takes the earliest unit that can begin.</summary>
    public bool TryNext(out int unit)
    {
        if (!_ready.TryPeek(out unit, out _) || (_inOrder && unit > _begun)) return false;
        _ready.Dequeue();
        _begun = Math.Max(_begun, unit + 1);
        _overlapped[unit] = Array.BinarySearch(_renaming, unit) >= 0 && EarlierRenaming(unit).Any();
        return true;
    }

    /// <summary>Lets those go that waited for <paramref name="unit"/>.</summary>
    public void Finished(int unit)
    {
        _finished[unit] = true;
        foreach (int other in _waitedFor[unit])
            if (--_waiting[other] == 0) _ready.Enqueue(other, other);
    }

    /// <summary>
    /// Puts a unit that could not have a name back, where an earlier one that may have given that name up was under way at the same time. False when it was not,
    /// so that the outcome stands.
    /// </summary>
    public bool TryAgain(int unit)
    {
        if (!_overlapped[unit]) return false;
        Wait(unit, [.. EarlierRenaming(unit)]);
        if (_waiting[unit] == 0) _ready.Enqueue(unit, unit);
        return true;
    }

    private IEnumerable<int> EarlierRenaming(int unit) => _renaming.TakeWhile(u => u < unit).Where(u => !_finished[u]);

    private void Wait(int unit, IReadOnlyList<int> after)
    {
        _waiting[unit] = after.Count;
        foreach (int earlier in after) _waitedFor[earlier].Add(unit);
    }
}
