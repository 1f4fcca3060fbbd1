using Scim.Benchmarks.Configuration;
using Scim.Benchmarks.Measurement;

namespace Scim.Benchmarks.Load;

/// <summary>
/// Measures targets against each other in short rounds, in turn and in a different order each time, so that other
/// activity on the machine affects all of them equally. The result is the median over the rounds of the ratio within a
/// round.
/// </summary>
internal static class SideBySideBenchmark
{
    private const int WarmUpSeconds = 16;

    /// <summary>Runs the warm-up rounds and the measured rounds of all targets.</summary>
    public static async Task RunRoundsAsync(BenchmarkOptions options, IReadOnlyList<BenchmarkTarget> targets)
    {
        // Tiered compilation of the write path finishes only after about a quarter of a minute of load.
        int warmUps = options.IsQuick ? 2 : (WarmUpSeconds + options.Seconds - 1) / options.Seconds;
        for (int round = -warmUps; round < options.RoundCount; round++)
        {
            for (int i = 0; i < targets.Count; i++)
            {
                await targets[(i + Math.Abs(round)) % targets.Count]
                    .RunRoundAsync(options.Seconds, options.Connections, counts: round >= 0);
            }
        }
    }

    /// <summary>Creates the result row that compares the throughput of two targets.</summary>
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
            Ratios = [.. ours.Rounds.Zip(other.Rounds, (a, b) => a.RequestsPerSecond / b.RequestsPerSecond)],
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
