using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// A length of time as ISO 8601 writes it: <c>P30D</c>, <c>P1Y6M</c>, <c>PT45M</c>. Years and months are the
/// calendar's. Whole numbers only, weeks may be combined with the rest.
/// </summary>
[
    GenerateSerializer,
    Immutable,
    Alias("scim.IsoDuration"),
    JsonConverter(typeof(IsoDurationConverter))
]
public sealed partial record IsoDuration
{
    /// <summary>What stands for no duration in a merge patch, where <c>null</c> already means the default.</summary>
    public const string Never = "never";

    /// <summary>The duration as it was written.</summary>
    [Id(0)]
    public required string Text { get; init; }

    /// <summary>The years and months, in months.</summary>
    [Id(1)]
    public required int Months { get; init; }

    /// <summary>The rest.</summary>
    [Id(2)]
    public required TimeSpan Time { get; init; }

    /// <summary>The length with twelve even months to a year of 365.25 days, for limits.</summary>
    [JsonIgnore]
    public TimeSpan Length => Time + TimeSpan.FromDays(365.25 / 12 * Months);

    /// <summary>Reads a duration; false for anything else.</summary>
    public static bool TryParse(string? text, out IsoDuration? duration)
    {
        duration = null;
        Match match = DurationRegex().Match(text ?? "");
        if (!match.Success)
            return false;
        duration = new IsoDuration
        {
            Text = text!,
            Months = (ParsePart("y") * 12) + ParsePart("mo"),
            Time = new TimeSpan(
                (ParsePart("w") * 7) + ParsePart("d"),
                ParsePart("h"),
                ParsePart("mi"),
                ParsePart("s")
            ),
        };
        return true;

        int ParsePart(string name) =>
            match.Groups[name].Success
                ? int.Parse(
                    match.Groups[name].ValueSpan,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture
                )
                : 0;
    }

    /// <summary>A duration known to be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IsoDuration Parse(string text) =>
        TryParse(text, out IsoDuration? duration)
            ? duration!
            : throw new FormatException($"'{text}' is no duration.");

    /// <summary>The instant so much later; the last one there is when that is beyond it.</summary>
    public DateTimeOffset AddTo(DateTimeOffset start)
    {
        try
        {
            return start.AddMonths(Months) + Time;
        }
        catch (ArgumentOutOfRangeException)
        {
            return DateTimeOffset.MaxValue;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(
        @"^P(?=.)(?:(?<y>\d{1,4})Y)?(?:(?<mo>\d{1,4})M)?(?:(?<w>\d{1,4})W)?(?:(?<d>\d{1,5})D)?(?:T(?=.)(?:(?<h>\d{1,6})H)?(?:(?<mi>\d{1,7})M)?(?:(?<s>\d{1,9})S)?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex DurationRegex();
}
