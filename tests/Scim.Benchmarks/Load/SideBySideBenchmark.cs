using Scim.Benchmarks.Measurement;

namespace Scim.Benchmarks.Load;

/// <summary>
/// Plays contestants against each other in short rounds, in turn, each round in another order, so that what else the
/// machine does hits all alike. What counts is the median over the rounds of the ratio within a round.
/// </summary>
internal static class SideBySideBenchmark
{
    private const int WarmUpSeconds = 16;

    /// <summary>Plays all rounds.</summary>
    public static async Task RunRoundsAsync(
        BenchmarkOptions options,
        IReadOnlyList<BenchmarkTarget> contestants
    )
    {
        // A process compiles its code anew while it runs, until it has seen it often enough: for a write, after a
        // quarter of a minute.
        int warmUps = options.IsQuick ? 2 : (WarmUpSeconds + options.Seconds - 1) / options.Seconds;
        for (int round = -warmUps; round < options.RoundCount; round++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                await contestants[(i + Math.Abs(round)) % contestants.Count]
                    .RunRoundAsync(options.Seconds, options.Connections, counts: round >= 0);
            }
        }
    }

    /// <summary>A row: how the throughput of one compares with another's.</summary>
    public static BenchmarkRow CreateRow(
        string scenario,
        StorageProvider storage,
        BenchmarkTarget ours,
        BenchmarkTarget other,
        double? atLeast = null,
        double? atMost = null
    ) =>
        new()
        {
            Scenario = scenario,
            Storage = storage.ToString(),
            Measured = $"{ours.Name} / {other.Name}",
            Unit = "requests/s",
            Ours = Statistics.GetMedian(ours.Rounds.Select(r => r.RequestsPerSecond)),
            Other = Statistics.GetMedian(other.Rounds.Select(r => r.RequestsPerSecond)),
            Ratios =
            [
                .. ours.Rounds.Zip(
                    other.Rounds,
                    (a, b) => a.RequestsPerSecond / b.RequestsPerSecond
                ),
            ],
            OursP50 = Statistics.GetMedian(ours.Rounds.Select(r => r.P50)),
            OursP99 = Statistics.GetMedian(ours.Rounds.Select(r => r.P99)),
            OtherP50 = Statistics.GetMedian(other.Rounds.Select(r => r.P50)),
            OtherP99 = Statistics.GetMedian(other.Rounds.Select(r => r.P99)),
            OursProcessor = Statistics.GetMedian(ours.ProcessorMicroseconds),
            OtherProcessor = Statistics.GetMedian(other.ProcessorMicroseconds),
            AtLeast = atLeast,
            AtMost = atMost,
        };
}
