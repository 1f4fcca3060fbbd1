using Scim.Grains.Storage;

namespace Scim.Grains.Directory.Cursors;

/// <summary>
/// The content of a cursor (RFC 9865): where a page starts, and the conditions under which the cursor is valid.
/// </summary>
/// <param name="IssuedAt">When the cursor was issued.</param>
/// <param name="Count">The page size.</param>
/// <param name="IsBackward">Whether the page is before <see cref="From"/>.</param>
/// <param name="From">The position next to the page; null for the start of the list, or for its end if
/// <paramref name="IsBackward"/> is true.</param>
/// <param name="Total">The total that was counted for the first page, if counting again would be expensive; otherwise
/// null.</param>
internal sealed record ListCursor(DateTimeOffset IssuedAt, int Count, bool IsBackward, ListPosition? From, long? Total);
