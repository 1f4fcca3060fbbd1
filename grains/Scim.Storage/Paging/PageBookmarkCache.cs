using Scim.Grains.Storage;

namespace Scim.Storage.Paging;

/// <summary>
/// Caches the positions at which pages of index-paged lists ended, so that the next page can start there instead of
/// skipping rows from the beginning of the list. Bounded; thread-safe.
/// </summary>
/// <remarks>
/// A bookmark is validated against the database by <see cref="BookmarkValidator"/> before it is used, so a missing or
/// outdated bookmark costs time but never correctness.
/// </remarks>
/// <param name="capacity">The maximum number of lists. The least recently used list is evicted first.</param>
internal sealed class PageBookmarkCache(int capacity = 2_000)
{
    /// <summary>
    /// The maximum number of bookmarks per list. Several clients may read a list at the same time.
    /// </summary>
    private const int MaxBookmarksPerList = 8;

    /// <summary>The maximum length of a sort key, in characters. Positions with longer keys are not cached.</summary>
    private const int MaxKeyLength = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<ListBookmarks>> _lists = new(StringComparer.Ordinal);
    private readonly LinkedList<ListBookmarks> _mostRecentlyUsed = new();

    /// <summary>The number of lists in the cache.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _lists.Count;
        }
    }

    /// <summary>Adds a bookmark.</summary>
    /// <param name="list">The identity of the list.</param>
    /// <param name="bookmark">The bookmark.</param>
    public void AddBookmark(string list, PageBookmark bookmark)
    {
        if (bookmark.Position.Key is string { Length: > MaxKeyLength })
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
            List<PageBookmark> bookmarks = node.Value.Bookmarks;
            bookmarks.RemoveAll(b => b.Index == bookmark.Index);
            if (bookmarks.Count == MaxBookmarksPerList)
                bookmarks.RemoveAt(0);
            bookmarks.Add(bookmark);
            if (_lists.Count <= capacity)
                return;
            _lists.Remove(_mostRecentlyUsed.Last!.Value.List);
            _mostRecentlyUsed.RemoveLast();
        }
    }

    /// <summary>Finds the last bookmark before the resource at <paramref name="index"/> (0-based), or null.</summary>
    public PageBookmark? FindNearestBookmark(string list, long index)
    {
        lock (_lock)
            return _lists.TryGetValue(list, out LinkedListNode<ListBookmarks>? node)
                ? node.Value.Bookmarks.Where(b => b.Index <= index).MaxBy(b => b.Index)
                : null;
    }

    private sealed record ListBookmarks(string List, List<PageBookmark> Bookmarks);
}

/// <summary>The end of a page.</summary>
/// <param name="Index">The number of resources up to and including the last one of the page.</param>
/// <param name="Position">The position of the page's last resource.</param>
/// <param name="ChangeLogPosition">The tenant's position in the change log when the page was read.</param>
/// <param name="Total">The number of resources in the list at that time.</param>
internal sealed record PageBookmark(long Index, ListPosition Position, object ChangeLogPosition, long Total);
