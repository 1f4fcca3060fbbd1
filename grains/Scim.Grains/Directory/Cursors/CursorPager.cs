using Scim.Grains.Storage;
using Scim.Protocol.Errors;

namespace Scim.Grains.Directory.Cursors;

/// <summary>
/// Handles one request of cursor-based paging (RFC 9865): reads the cursor of the request and creates the cursors of
/// the response.
/// </summary>
/// <remarks>
/// Pages are delimited by key (keyset pagination). A resource that exists during the whole iteration is returned
/// exactly once, regardless of concurrent inserts and deletes.
/// </remarks>
internal sealed class CursorPager
{
    private readonly byte[] _secret;
    private readonly string _query;
    private readonly DateTimeOffset _now;

    private CursorPager(byte[] secret, string query, DateTimeOffset now, ListCursor cursor)
    {
        (_secret, _query, _now) = (secret, query, now);
        Cursor = cursor;
    }

    /// <summary>The position at which the page starts.</summary>
    public ListCursor Cursor { get; }

    /// <summary>
    /// The number of rows to read: one more than the page size, to determine whether there are further rows.
    /// </summary>
    public int Take => Cursor.Count == 0 ? 0 : Cursor.Count + 1;

    /// <summary>Starts or continues paging.</summary>
    /// <param name="text">The cursor of the request; empty for the first page.</param>
    /// <param name="requestedCount">The page size of the request, within the limits; null if the request does not
    /// specify one.</param>
    /// <param name="defaultCount">The page size if the first request does not specify one.</param>
    /// <param name="secret">The tenant's cursor secret.</param>
    /// <param name="query">The query in canonical form: everything that must stay the same during the iteration, except
    /// the page size.</param>
    /// <param name="now">The current time.</param>
    /// <param name="timeout">How long cursors are valid.</param>
    /// <exception cref="ScimException">InvalidCursor, ExpiredCursor or InvalidCount.</exception>
    public static CursorPager Create(
        string text,
        int? requestedCount,
        int defaultCount,
        ReadOnlyMemory<byte> secret,
        string query,
        DateTimeOffset now,
        TimeSpan timeout
    )
    {
        byte[] key = secret.ToArray();
        if (text.Length == 0)
            return new CursorPager(
                key,
                query,
                now,
                new ListCursor(now, requestedCount ?? defaultCount, IsBackward: false, From: null, Total: null)
            );
        ListCursor cursor =
            CursorProtector.UnprotectCursor(key, query, text)
            ?? throw new ScimException(
                ScimErrorKind.InvalidCursor,
                "The cursor is invalid or belongs to another query. Send nextCursor or previousCursor unchanged"
                    + " and with the same query parameters, or restart with an empty cursor."
            );
        if (now - cursor.IssuedAt > timeout)
        {
            throw new ScimException(
                ScimErrorKind.ExpiredCursor,
                $"The cursor has expired: cursors are valid for {timeout.TotalSeconds:0} seconds. Restart with an empty"
                    + " cursor."
            );
        }

        if (requestedCount is { } count && count != cursor.Count)
            throw new ScimException(
                ScimErrorKind.InvalidCount,
                $"count cannot change between pages; the first page was requested with count {cursor.Count}. To change"
                    + " it, restart with an empty cursor."
            );
        return new CursorPager(key, query, now, cursor);
    }

    /// <summary>Removes the extra row and creates the cursors of the adjacent pages.</summary>
    /// <param name="rows">The rows that were read: at most <see cref="Take"/>, in list order.</param>
    /// <param name="position">Returns the position of a row.</param>
    /// <param name="total">The total number of rows, if it was counted for this page and is to be stored in the
    /// cursors; otherwise null.</param>
    public (IReadOnlyList<T> Rows, string? Previous, string? Next) SlicePage<T>(
        IReadOnlyList<T> rows,
        Func<T, ListPosition> position,
        long? total
    )
    {
        bool hasMore = rows.Count > Cursor.Count && Cursor.Count > 0;
        IReadOnlyList<T> page =
            !hasMore ? rows
            : Cursor.IsBackward ? [.. rows.Skip(1)]
            : [.. rows.Take(Cursor.Count)];
        bool isFirst = Cursor.IsBackward ? !hasMore : Cursor.From is null;
        bool isLast = Cursor.Count == 0 || (!Cursor.IsBackward && !hasMore);

        // An empty page has no position of its own: all rows on this side were deleted. The rows on the other side are
        // reached from that end of the list.
        string? previous = isFirst
            ? null
            : CreateCursor(backward: true, page.Count > 0 ? position(page[0]) : null, total);
        string? next = isLast ? null : CreateCursor(backward: false, page.Count > 0 ? position(page[^1]) : null, total);
        return (page, previous, next);
    }

    private string CreateCursor(bool backward, ListPosition? from, long? total) =>
        CursorProtector.ProtectCursor(
            _secret,
            _query,
            new ListCursor(_now, Cursor.Count, backward, from, total ?? Cursor.Total)
        );
}
