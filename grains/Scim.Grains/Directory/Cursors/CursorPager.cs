using Scim.Grains.Storage;
using Scim.Protocol.Errors;

namespace Scim.Grains.Directory.Cursors;

/// <summary>
/// One request of a walk by cursor: opens the cursor that came in and makes those that go out. Pages are cut by key, so
/// a resource that is there throughout is met once, whatever others insert and delete.
/// </summary>
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

    /// <summary>Where the page begins.</summary>
    public ListCursor Cursor { get; }

    /// <summary>How many rows to read: one more than the page holds tells whether the list goes on.</summary>
    public int Take => Cursor.Count == 0 ? 0 : Cursor.Count + 1;

    /// <summary>Begins or continues a walk.</summary>
    /// <param name="text">The cursor as it came in; empty for the first page.</param>
    /// <param name="wanted">The page size that the request names, within the limits; null when it names none.</param>
    /// <param name="defaultCount">The page size of a walk that names none at its beginning.</param>
    /// <param name="secret">The tenant's secret.</param>
    /// <param name="query">The query in a canonical form: all that must not change during a walk but the count.</param>
    /// <param name="now">The time.</param>
    /// <param name="timeout">How long cursors work.</param>
    /// <exception cref="ScimException">InvalidCursor, ExpiredCursor, InvalidCount.</exception>
    public static CursorPager Create(
        string text,
        int? wanted,
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
                new ListCursor(
                    now,
                    wanted ?? defaultCount,
                    IsBackward: false,
                    From: null,
                    Total: null
                )
            );
        ListCursor cursor =
            CursorProtector.UnprotectCursor(key, query, text)
            ?? throw new ScimException(
                ScimErrorKind.InvalidCursor,
                "The cursor is not one that this query was given. Send nextCursor or previousCursor as it came, with all other parameters as they were, or an empty cursor to begin anew."
            );
        if (now - cursor.IssuedAt > timeout)
        {
            throw new ScimException(
                ScimErrorKind.ExpiredCursor,
                $"The cursor is older than the {timeout.TotalSeconds:0} seconds that cursors work. Begin anew with an empty cursor."
            );
        }

        if (wanted is { } count && count != cursor.Count)
            throw new ScimException(
                ScimErrorKind.InvalidCount,
                $"count was {cursor.Count} when this walk began and must stay so. Begin anew with an empty cursor to change it."
            );
        return new CursorPager(key, query, now, cursor);
    }

    /// <summary>Cuts the extra row off and makes the cursors around the page.</summary>
    /// <param name="rows">What was read: at most <see cref="Take"/> rows, in the list's order.</param>
    /// <param name="position">A row's place.</param>
    /// <param name="total">How many there are in all, where that was counted now and is not to be counted
    /// again.</param>
    public (IReadOnlyList<T> Rows, string? Previous, string? Next) SlicePage<T>(
        IReadOnlyList<T> rows,
        Func<T, ListPosition> position,
        long? total
    )
    {
        bool more = rows.Count > Cursor.Count && Cursor.Count > 0;
        IReadOnlyList<T> page =
            !more ? rows
            : Cursor.IsBackward ? [.. rows.Skip(1)]
            : [.. rows.Take(Cursor.Count)];
        bool isFirst = Cursor.IsBackward ? !more : Cursor.From is null;
        bool isLast = Cursor.Count == 0 || (!Cursor.IsBackward && !more);

        // An empty page has no place of its own: all that lay on this side is gone, and what lies on the other is
        // reached from the list's end there.
        string? previous = isFirst
            ? null
            : CreateCursor(backward: true, page.Count > 0 ? position(page[0]) : null, total);
        string? next = isLast
            ? null
            : CreateCursor(backward: false, page.Count > 0 ? position(page[^1]) : null, total);
        return (page, previous, next);
    }

    private string CreateCursor(bool backward, ListPosition? from, long? total) =>
        CursorProtector.ProtectCursor(
            _secret,
            _query,
            new ListCursor(_now, Cursor.Count, backward, from, total ?? Cursor.Total)
        );
}
