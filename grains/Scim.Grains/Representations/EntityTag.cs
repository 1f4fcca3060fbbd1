using System.Globalization;

namespace Scim.Grains.Representations;

/// <summary>
/// Formats and compares entity tags (RFC 7644 section 3.14): <c>W/"3"</c> is the third commit of a resource.
/// </summary>
/// <remarks>
/// A representation that also shows data of other resources (the groups of a user) appends a digest of that data:
/// <c>W/"3.9f86d081"</c>. <c>If-None-Match</c> compares the whole tag, so a client's copy is current only if the digest
/// is equal too. <c>If-Match</c> compares only the version, so a change is rejected only when the resource itself was
/// changed by another request.
/// </remarks>
internal static class EntityTag
{
    /// <summary>Returns the entity tag of a version.</summary>
    /// <param name="version">The resource's version.</param>
    /// <param name="digest">A digest of the displayed data of other resources; 0 when there is none.</param>
    public static string Format(long version, uint digest = 0) =>
        digest == 0
            ? string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"")
            : string.Create(CultureInfo.InvariantCulture, $"W/\"{version}.{digest:x8}\"");

    /// <summary>
    /// Whether an <c>If-Match</c> header allows a change of the resource at <paramref name="version"/>. A missing
    /// header allows it.
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
                long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long tagVersion)
                && tagVersion == version
            )
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether an <c>If-None-Match</c> header contains <paramref name="current"/>, a tag of <see cref="Format"/>.
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

    // Returns the opaque parts of the tags. Weak and strong tags are equal in a weak comparison (RFC 9110 section
    // 8.8.3.2).
    private static IEnumerable<string> ParseTags(string header)
    {
        foreach (
            string part in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            string tag = part.StartsWith("W/", StringComparison.Ordinal) ? part[2..] : part;
            yield return tag.Length >= 2 && tag[0] == '"' && tag[^1] == '"' ? tag[1..^1] : tag;
        }
    }
}
