using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Scim.Gateway.Http;

/// <summary>The media types of requests and responses (RFC 7644 section 3.1).</summary>
internal static class MediaTypes
{
    /// <summary>SCIM.</summary>
    public const string Scim = "application/scim+json";

    /// <summary>JSON, which RFC 7644 section 3.1 allows clients to request.</summary>
    public const string Json = "application/json";

    /// <summary>CSV (RFC 4180, RFC 7111).</summary>
    public const string Csv = "text/csv";

    /// <summary><see cref="Csv"/> with the charset, for responses.</summary>
    public const string CsvUtf8 = "text/csv; charset=utf-8";

    /// <summary>JSON merge patch (RFC 7396).</summary>
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>Problem details (RFC 9457), the error format of the operator and workplace APIs.</summary>
    public const string Problem = "application/problem+json";

    /// <summary>
    /// Returns whether <paramref name="contentType"/> is one of the <paramref name="accepted"/> media types in UTF-8.
    /// </summary>
    /// <remarks>
    /// A body without a media type is treated as what the endpoint expects, because some clients send none.
    /// </remarks>
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
    /// Returns the media type of the response: <see cref="Json"/> if <paramref name="accept"/> prefers it to
    /// <see cref="Scim"/>, otherwise <see cref="Scim"/>.
    /// </summary>
    /// <remarks>
    /// A client that accepts neither gets <see cref="Scim"/>, which RFC 9110 section 12.5.1 allows: a response that the
    /// client may be able to read is better than none.
    /// </remarks>
    public static string NegotiateResponseType(StringValues accept)
    {
        if (accept.Count == 0)
            return Scim;
        if (accept.Count == 1)
        {
            string? only = accept[0];
            if (only is null or "" or "*/*" || only.Equals(Scim, StringComparison.OrdinalIgnoreCase))
                return Scim;
            if (only.Equals(Json, StringComparison.OrdinalIgnoreCase))
                return Json;
        }

        if (!MediaTypeHeaderValue.TryParseList(accept, out IList<MediaTypeHeaderValue>? ranges))
            return Scim;
        return GetQuality(ranges, Json) > GetQuality(ranges, Scim) ? Json : Scim;
    }

    // The most specific matching range determines the quality (RFC 9110 section 12.5.1).
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
                    ? (range.Type.Equals("application", StringComparison.OrdinalIgnoreCase) ? 1 : -1)
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
