using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>An ISO 8601 duration such as <c>P30D</c>, <c>P1Y6M</c> or <c>PT45M</c>.</summary>
/// <remarks>
/// Years and months are calendar units. Numbers must be integers. Weeks can be combined with other units.
/// </remarks>
[GenerateSerializer, Immutable, Alias("scim.IsoDuration"), JsonConverter(typeof(IsoDurationConverter))]
public sealed partial record IsoDuration
{
    /// <summary>
    /// The text that means "no duration" in a merge patch, where <c>null</c> resets the setting to its default.
    /// </summary>
    public const string Never = "never";

    /// <summary>The duration as it was written.</summary>
    [Id(0)]
    public required string Text { get; init; }

    /// <summary>The years and months, in months.</summary>
    [Id(1)]
    public required int Months { get; init; }

    /// <summary>The weeks, days, hours, minutes and seconds.</summary>
    [Id(2)]
    public required TimeSpan Time { get; init; }

    /// <summary>The approximate length, with a month as one twelfth of 365.25 days. Used to check limits.</summary>
    [JsonIgnore]
    public TimeSpan Length => Time + TimeSpan.FromDays(365.25 / 12 * Months);

    /// <summary>Parses a duration.</summary>
    /// <param name="text">The text to parse.</param>
    /// <param name="duration">The duration, or null.</param>
    /// <returns>False when <paramref name="text"/> is not a valid duration.</returns>
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
            Time = new TimeSpan((ParsePart("w") * 7) + ParsePart("d"), ParsePart("h"), ParsePart("mi"), ParsePart("s")),
        };
        return true;

        int ParsePart(string name) =>
            match.Groups[name].Success
                ? int.Parse(match.Groups[name].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
                : 0;
    }

    /// <summary>Parses a duration.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not a valid duration.</exception>
    public static IsoDuration Parse(string text) =>
        TryParse(text, out IsoDuration? duration)
            ? duration!
            : throw new FormatException($"'{text}' is not a valid ISO 8601 duration.");

    /// <summary>
    /// Returns the time that is this duration after <paramref name="start"/>, or <see cref="DateTimeOffset.MaxValue"/>
    /// when the result is out of range.
    /// </summary>
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
        @"^P(?=.)(?:(?<y>\d{1,4})Y)?(?:(?<mo>\d{1,4})M)?(?:(?<w>\d{1,4})W)?(?:(?<d>\d{1,5})D)?"
            + @"(?:T(?=.)(?:(?<h>\d{1,6})H)?(?:(?<mi>\d{1,7})M)?(?:(?<s>\d{1,9})S)?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
    )]
    private static partial Regex DurationRegex();
}
