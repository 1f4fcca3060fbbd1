using Scim.Grains.Storage;

namespace Scim.Storage.Directory;

/// <summary>
/// Remembers where pages of index-paged lists ended, so that the next page begins there instead of counting its way from the list's beginning. What it hands
/// out is checked against the database by <see cref="WalkCheck"/>: losing it costs time, never a right answer. Bounded; thread-safe.
/// </summary>
/// <param name="capacity">How many lists are remembered; the one that was not walked for longest goes first.</param>
internal sealed class WalkMemory(int capacity = 2_000)
{
    /// <summary>Steps of one list: for as many clients as walk it at the same time, or for processes that take turns.</summary>
    private const int StepsOfAList = 8;

    /// <summary>Longer keys are not worth the memory.</summary>
    private const int LongestKey = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Walk>> _walks = new(StringComparer.Ordinal);
    private readonly LinkedList<Walk> _byUse = new();

    /// <summary>How many lists are remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _walks.Count;
        }
    }

    /// <summary>Notes a step.</summary>
    /// <param name="list">The list's identity.</param>
    /// <param name="step">The step.</param>
    public void Remember(string list, WalkStep step)
    {
        if (step.Position.Key is string { Length: > LongestKey }) return;
        lock (_lock)
        {
            if (!_walks.TryGetValue(list, out LinkedListNode<Walk>? node))
            {
                node = new LinkedListNode<Walk>(new Walk(list, []));
                _walks.Add(list, node);
            }
            else
            {
                _byUse.Remove(node);
            }

            _byUse.AddFirst(node);
            List<WalkStep> steps = node.Value.Steps;
            steps.RemoveAll(s => s.Index == step.Index);
            if (steps.Count == StepsOfAList) steps.RemoveAt(0);
            steps.Add(step);
            if (_walks.Count <= capacity) return;
            _walks.Remove(_byUse.Last!.Value.List);
            _byUse.RemoveLast();
        }
    }

    /// <summary>The step nearest before the resource at <paramref name="index"/> (0-based), or null.</summary>
    public WalkStep? Find(string list, long index)
    {
        lock (_lock)
            return _walks.TryGetValue(list, out LinkedListNode<Walk>? node) ? node.Value.Steps.Where(s => s.Index <= index).MaxBy(s => s.Index) : null;
    }

    private sealed record Walk(string List, List<WalkStep> Steps);
}

/// <summary>The end of a page.</summary>
/// <param name="Index">How many resources of the list are before or at it.</param>
/// <param name="Position">The page's last resource.</param>
/// <param name="Mark">The tenant's last commit when that was so.</param>
/// <param name="Total">How many resources the list had then.</param>
internal sealed record WalkStep(long Index, ListPosition Position, object Mark, long Total);
