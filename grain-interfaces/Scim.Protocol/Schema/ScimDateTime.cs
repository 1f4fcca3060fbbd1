using System.Globalization;

namespace Scim.Protocol.Schema;

/// <summary>Parses and formats xsd:dateTime, the format of dates in SCIM (RFC 7643 section 2.3.5).</summary>
public static class ScimDateTime
{
    /// <summary>The length of the format for clients, in characters.</summary>
    internal const int MetaLength = 24; // "2011-05-13T04:42:34.123Z"

    private const int SecondsLength = 19; // "2011-05-13T04:42:34"
    private const int MaxFractionDigits = 7; // 100 ns, the resolution of DateTimeOffset

    /// <summary>
    /// Parses an xsd:dateTime with a four-digit year.
    /// </summary>
    /// <remarks>
    /// A missing offset means UTC. Fraction digits after the seventh are truncated. Culture-dependent formats, dates
    /// without a time, leap seconds and 24:00:00 are not accepted.
    /// </remarks>
    /// <param name="text">The text.</param>
    /// <param name="utc">The parsed time, with a zero offset.</param>
    public static bool TryParse(string text, out DateTimeOffset utc)
    {
        utc = default;
        ReadOnlySpan<char> rest = text;
        if (
            rest.Length < SecondsLength
            || !DateTime.TryParseExact(
                rest[..SecondsLength],
                "yyyy-MM-dd'T'HH:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out DateTime local
            )
        )
            return false;

        rest = rest[SecondsLength..];
        if (!TryParseFraction(ref rest, out long fraction) || !TryParseOffset(rest, out TimeSpan offset))
            return false;
        long ticks = local.Ticks + fraction - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;
        utc = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>
    /// Returns the fixed-width storage format, which sorts in chronological order: <c>2011-05-13T04:42:34.1230000Z</c>.
    /// </summary>
    public static string Format(DateTimeOffset value) => value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Returns the format for clients, truncated to milliseconds: <c>2011-05-13T04:42:34.123Z</c>.</summary>
    public static string FormatMeta(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes the text of <see cref="FormatMeta(DateTimeOffset)"/> as UTF-8.</summary>
    /// <param name="value">The time.</param>
    /// <param name="utf8">The target, of at least <see cref="MetaLength"/> bytes.</param>
    internal static void FormatMeta(DateTimeOffset value, Span<byte> utf8)
    {
        // The round-trip format is not parsed at run time, unlike a custom one. It has seven digits of the second.
        Span<byte> text = stackalloc byte[32];
        value.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[..(MetaLength - 1)].CopyTo(utf8);
        utf8[MetaLength - 1] = (byte)'Z';
    }

    private static bool TryParseFraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (rest is not ['.', .. var digits])
            return true;
        int count = digits.IndexOfAnyExceptInRange('0', '9');
        if (count < 0)
            count = digits.Length;
        if (count == 0)
            return false;
        for (int i = 0; i < MaxFractionDigits; i++)
            ticks = ticks * 10 + (i < count ? digits[i] - '0' : 0);
        rest = digits[count..];
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> rest, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (rest is [] or ['Z'])
            return true;
        if (
            rest is not [('+' or '-') and var sign, _, _, ':', _, _]
            || !int.TryParse(rest[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            || !int.TryParse(rest[4..], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            || minutes > 59
            || hours * 60 + minutes > 14 * 60
        )
            return false;

        offset = new TimeSpan(hours, minutes, 0) * (sign == '-' ? -1 : 1);
        return true;
    }
}
