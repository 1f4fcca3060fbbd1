using Scim.Grains.Storage;

namespace Scim.Grains.Directory.Cursors;

/// <summary>What a cursor says (RFC 9865): where a page begins, and what must hold for it to be used.</summary>
/// <param name="IssuedAt">When it was handed out.</param>
/// <param name="Count">The size of the walk's pages.</param>
/// <param name="IsBackward">Whether the page lies before <see cref="From"/>.</param>
/// <param name="From">The place next to the page; null: the list's beginning, or its end when
/// <paramref name="IsBackward"/>.</param>
/// <param name="Total">How many resources the walk's first page counted, where counting again would cost
/// something.</param>
internal sealed record ListCursor(
    DateTimeOffset IssuedAt,
    int Count,
    bool IsBackward,
    ListPosition? From,
    long? Total
);
