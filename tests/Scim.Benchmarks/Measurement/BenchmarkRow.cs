using System.Text.Json.Serialization;

namespace Scim.Benchmarks.Measurement;

/// <summary>One row of the results: two figures measured in one run, and their ratio.</summary>
internal sealed record BenchmarkRow
{
    /// <summary>The name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>The storage the scenario ran on.</summary>
    public required string Storage { get; init; }

    /// <summary>Which figure is divided by which.</summary>
    public required string Measured { get; init; }

    /// <summary>The unit of <see cref="Ours"/> and <see cref="Other"/>.</summary>
    public required string Unit { get; init; }

    /// <summary>The first figure.</summary>
    public required double Ours { get; init; }

    /// <summary>The second figure; null if the row has only one.</summary>
    public double? Other { get; init; }

    /// <summary>The ratio of each round.</summary>
    public IReadOnlyList<double> Ratios { get; init; } = [];

    /// <summary>Latency of the first, in milliseconds.</summary>
    public double? OursP50 { get; init; }

    /// <summary>Latency of the first, in milliseconds.</summary>
    public double? OursP99 { get; init; }

    /// <summary>Latency of the second, in milliseconds.</summary>
    public double? OtherP50 { get; init; }

    /// <summary>Latency of the second, in milliseconds.</summary>
    public double? OtherP99 { get; init; }

    /// <summary>Processor time of the first for each request, in microseconds.</summary>
    public double? OursProcessor { get; init; }

    /// <summary>The same of the second.</summary>
    public double? OtherProcessor { get; init; }

    /// <summary>The goal: the ratio is at least this.</summary>
    public double? AtLeast { get; init; }

    /// <summary>The goal: the ratio is at most this.</summary>
    public double? AtMost { get; init; }

    /// <summary>When it was measured.</summary>
    public DateTimeOffset At { get; init; } = TimeProvider.System.GetUtcNow();

    /// <summary>How long the rounds were and how many.</summary>
    public string Run { get; init; } = "";

    /// <summary>The median ratio.</summary>
    public double Ratio => Statistics.GetMedian(Ratios);

    /// <summary>Whether the goal was met; null where there is none.</summary>
    public bool? Met =>
        AtLeast is { } least ? Ratio >= least
        : AtMost is { } most ? Ratio <= most
        : null;

    /// <summary>What the row is about: a later run takes its place.</summary>
    [JsonIgnore]
    public string Key => $"{Scenario}|{Storage}|{Measured}";
}
