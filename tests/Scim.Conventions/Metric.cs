using System.Globalization;

namespace Scim.Conventions;

/// <summary>A line of a file, with what is wrong there.</summary>
internal sealed record Place(string File, int Line, string Text)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Text}" : $"{File}: {Text}";
}

/// <summary>One number that must not grow.</summary>
internal sealed record Metric(string Name, string Description, double Value, IReadOnlyList<Place> Places)
{
    /// <summary>The value is a share in percent.</summary>
    public bool IsShare { get; init; }

    /// <summary>The value is printed, never checked.</summary>
    public bool IsInformational { get; init; }

    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>
    /// The limit that the present value keeps: shares have a tenth of a percent of room, so that removing a file is no
    /// failure.
    /// </summary>
    public double Limit => IsShare ? Math.Ceiling(Math.Round(Value * 10, 6)) / 10 : Value;

    public static Metric CreateCount(string name, string description, IReadOnlyList<Place> places) =>
        new(name, description, places.Count, places);

    public static Metric CreateShare(string name, string description, int total, IReadOnlyList<Place> places) =>
        new(name, description, total == 0 ? 0 : 100.0 * places.Count / total, places) { IsShare = true };

    public string FormatValue(double value) =>
        IsShare
            ? value.ToString("0.0", CultureInfo.InvariantCulture) + " %"
            : value.ToString("0", CultureInfo.InvariantCulture);
}
