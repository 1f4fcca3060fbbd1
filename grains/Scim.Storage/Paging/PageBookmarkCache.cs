using Scim.Grains.Storage;

namespace Scim.Storage.Paging;

/// <summary>
/// Remembers where pages of index-paged lists ended, so that the next page begins there instead of counting its way
/// from the list's beginning. What it hands out is checked against the database by <see cref="BookmarkValidator"/>:
/// losing it costs time, never a right answer. Bounded; thread-safe.
/// </summary>
/// <param name="capacity">How many lists are remembered; the one that was not walked for longest goes first.</param>
internal sealed class PageBookmarkCache(int capacity = 2_000)
{
    /// <summary>
    /// Steps of one list: for as many clients as walk it at the same time, or for processes that take turns.
    /// </summary>
    private const int MaxBookmarksPerList = 8;

    /// <summary>Longer keys are not worth the memory.</summary>
    private const int MaxKeyLength = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<ListBookmarks>> _lists = new(
        StringComparer.Ordinal
    );
    private readonly LinkedList<ListBookmarks> _mostRecentlyUsed = new();

    /// <summary>How many lists are remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _lists.Count;
        }
    }

    /// <summary>Notes a step.</summary>
    /// <param name="list">The list's identity.</param>
    /// <param name="step">The step.</param>
    public void AddBookmark(string list, PageBookmark step)
    {
        if (step.Position.Key is string { Length: > MaxKeyLength })
            return;
        lock (_lock)
        {
            if (!_lists.TryGetValue(list, out LinkedListNode<ListBookmarks>? node))
            {
                node = new LinkedListNode<ListBookmarks>(new ListBookmarks(list, []));
                _lists.Add(list, node);
            }
            else
            {
                _mostRecentlyUsed.Remove(node);
            }

            _mostRecentlyUsed.AddFirst(node);
            List<PageBookmark> steps = node.Value.Bookmarks;
            steps.RemoveAll(s => s.Index == step.Index);
            if (steps.Count == MaxBookmarksPerList)
                steps.RemoveAt(0);
            steps.Add(step);
            if (_lists.Count <= capacity)
                return;
            _lists.Remove(_mostRecentlyUsed.Last!.Value.List);
            _mostRecentlyUsed.RemoveLast();
        }
    }

    /// <summary>The step nearest before the resource at <paramref name="index"/> (0-based), or null.</summary>
    public PageBookmark? FindNearestBookmark(string list, long index)
    {
        lock (_lock)
            return _lists.TryGetValue(list, out LinkedListNode<ListBookmarks>? node)
                ? node.Value.Bookmarks.Where(s => s.Index <= index).MaxBy(s => s.Index)
                : null;
    }

    private sealed record ListBookmarks(string List, List<PageBookmark> Bookmarks);
}

/// <summary>The end of a page.</summary>
/// <param name="Index">How many resources of the list are before or at it.</param>
/// <param name="Position">The page's last resource.</param>
/// <param name="ChangeLogPosition">The tenant's last commit when that was so.</param>
/// <param name="Total">How many resources the list had then.</param>
internal sealed record PageBookmark(
    long Index,
    ListPosition Position,
    object ChangeLogPosition,
    long Total
);
