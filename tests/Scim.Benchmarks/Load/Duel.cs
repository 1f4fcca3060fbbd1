using Scim.Benchmarks.Measuring;

namespace Scim.Benchmarks.Load;

/// <summary>
/// Plays contestants against each other in short rounds, in turn, each round in another order, so that what else the machine does hits all alike. What counts is the
/// median over the rounds of the ratio within a round.
/// </summary>
internal static class Duel
{
    private const int WarmUpSeconds = 16;

    /// <summary>Plays all rounds.</summary>
    public static async Task Play(BenchmarkOptions options, IReadOnlyList<Contestant> contestants)
    {
        // A process compiles its code anew while it runs, until it has seen it often enough: for a write, after a quarter of a minute.
        int warmUps = options.Quick ? 2 : (WarmUpSeconds + options.Seconds - 1) / options.Seconds;
        for (int round = -warmUps; round < options.Rounds; round++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                await contestants[(i + Math.Abs(round)) % contestants.Count].Play(options.Seconds, options.Connections, counts: round >= 0);
            }
        }
    }

    /// <summary>A row: how the throughput of one compares with another's.</summary>
    public static Row Compare(string scenario, Storage storage, Contestant ours, Contestant other, double? atLeast = null, double? atMost = null) => new()
    {
        Scenario = scenario,
        Storage = storage.ToString(),
        Measured = $"{ours.Name} / {other.Name}",
        Unit = "requests/s",
        Ours = Statistics.Median(ours.Rounds.Select(r => r.Rate)),
        Other = Statistics.Median(other.Rounds.Select(r => r.Rate)),
        Ratios = [.. ours.Rounds.Zip(other.Rounds, (a, b) => a.Rate / b.Rate)],
        OursP50 = Statistics.Median(ours.Rounds.Select(r => r.P50)),
        OursP99 = Statistics.Median(ours.Rounds.Select(r => r.P99)),
        OtherP50 = Statistics.Median(other.Rounds.Select(r => r.P50)),
        OtherP99 = Statistics.Median(other.Rounds.Select(r => r.P99)),
        OursProcessor = Statistics.Median(ours.Processor),
        OtherProcessor = Statistics.Median(other.Processor),
        AtLeast = atLeast,
        AtMost = atMost,
    };
}
