using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Scim.Gateway.Http;

/// <summary>The media types of requests and answers (RFC 7644 section 3.1).</summary>
internal static class MediaTypes
{
    /// <summary>SCIM's own.</summary>
    public const string Scim = "application/scim+json";

    /// <summary>Plain JSON, which RFC 7644 section 3.1 lets clients ask for.</summary>
    public const string Json = "application/json";

    /// <summary>A table (RFC 4180, RFC 7111).</summary>
    public const string Csv = "text/csv";

    /// <summary><see cref="Csv"/> as it is written.</summary>
    public const string CsvUtf8 = "text/csv; charset=utf-8";

    /// <summary>A merge patch (RFC 7396).</summary>
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>An error of the operator API (RFC 9457).</summary>
    public const string Problem = "application/problem+json";

    /// <summary>
    /// Whether a body of <paramref name="contentType"/> can be read: it is one of <paramref name="accepted"/>, in
    /// UTF-8. A body without a media type is taken for what the endpoint expects, since some clients send none.
    /// </summary>
    public static bool IsReadable(string? contentType, ReadOnlySpan<string> accepted)
    {
        if (string.IsNullOrEmpty(contentType))
            return true;
        foreach (string type in accepted)
        {
            if (contentType.Equals(type, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? parsed))
            return false;
        StringSegment charset = HeaderUtilities.RemoveQuotes(parsed.Charset);
        if (charset.Length > 0 && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return false;
        foreach (string type in accepted)
        {
            if (parsed.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>
    /// The media type to answer with: <see cref="Json"/> where <paramref name="accept"/> prefers it to
    /// <see cref="Scim"/>, otherwise <see cref="Scim"/>, also for a client that accepts neither: an answer it may be
    /// able to read is better than none (RFC 9110 section 12.5.1 allows it).
    /// </summary>
    public static string NegotiateResponseType(StringValues accept)
    {
        if (accept.Count == 0)
            return Scim;
        if (accept.Count == 1)
        {
            string? only = accept[0];
            if (
                only is null or "" or "*/*"
                || only.Equals(Scim, StringComparison.OrdinalIgnoreCase)
            )
                return Scim;
            if (only.Equals(Json, StringComparison.OrdinalIgnoreCase))
                return Json;
        }

        if (!MediaTypeHeaderValue.TryParseList(accept, out IList<MediaTypeHeaderValue>? ranges))
            return Scim;
        return GetQuality(ranges, Json) > GetQuality(ranges, Scim) ? Json : Scim;
    }

    // RFC 9110 section 12.5.1: the most specific range that matches decides.
    private static double GetQuality(IList<MediaTypeHeaderValue> ranges, string type)
    {
        int best = -1;
        double quality = 0;
        for (int i = 0; i < ranges.Count; i++)
        {
            MediaTypeHeaderValue range = ranges[i];
            int specificity =
                range.MatchesAllTypes ? 0
                : range.MatchesAllSubTypes
                    ? (
                        range.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
                            ? 1
                            : -1
                    )
                : range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) ? 2
                : -1;
            if (specificity <= best)
                continue;
            best = specificity;
            quality = range.Quality ?? 1;
        }

        return quality;
    }
}
