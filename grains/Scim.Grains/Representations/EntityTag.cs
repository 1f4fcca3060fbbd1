using System.Globalization;

namespace Scim.Grains.Representations;

/// <summary>
/// Entity tags (RFC 7644 section 3.14): <c>W/"3"</c> is the third commit. A representation that also shows what other
/// resources say of this one (a user's groups) adds a digest of it, <c>W/"3.9f86d081"</c>: a client's copy is current
/// only when all of it is, while a change is refused only when the resource itself was changed by somebody else.
/// </summary>
internal static class EntityTag
{
    /// <summary>The tag of a version.</summary>
    /// <param name="version">The resource's version.</param>
    /// <param name="derived">A digest of what is shown besides the resource's own attributes; 0 when nothing
    /// is.</param>
    public static string Format(long version, uint derived = 0) =>
        derived == 0
            ? string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"")
            : string.Create(CultureInfo.InvariantCulture, $"W/\"{version}.{derived:x8}\"");

    /// <summary>
    /// Whether an <c>If-Match</c> header allows a change of the resource at <paramref name="version"/>; no header
    /// allows it.
    /// </summary>
    public static bool IsChangeAllowed(string? ifMatch, long version)
    {
        if (ifMatch is null)
            return true;
        foreach (string tag in ParseTags(ifMatch))
        {
            if (tag == "*")
                return true;
            int dot = tag.IndexOf('.', StringComparison.Ordinal);
            ReadOnlySpan<char> number = dot < 0 ? tag : tag.AsSpan(0, dot);
            if (
                long.TryParse(
                    number,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out long wanted
                )
                && wanted == version
            )
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether an <c>If-None-Match</c> header says that the client has <paramref name="current"/>, a tag of
    /// <see cref="Format"/>.
    /// </summary>
    public static bool HasCurrent(string? ifNoneMatch, string current)
    {
        if (ifNoneMatch is null)
            return false;
        foreach (string tag in ParseTags(ifNoneMatch))
        {
            if (tag == "*" || tag.AsSpan().SequenceEqual(current.AsSpan(3, current.Length - 4)))
                return true;
        }

        return false;
    }

    // The opaque parts of a header's tags; weak and strong ones compare alike (RFC 9110 section 8.8.3.2, weak
    // comparison).
    private static IEnumerable<string> ParseTags(string header)
    {
        foreach (
            string part in header.Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            string tag = part.StartsWith("W/", StringComparison.Ordinal) ? part[2..] : part;
            yield return tag.Length >= 2 && tag[0] == '"' && tag[^1] == '"' ? tag[1..^1] : tag;
        }
    }
}
