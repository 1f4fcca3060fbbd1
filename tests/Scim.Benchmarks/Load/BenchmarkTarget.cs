using System.Diagnostics;

namespace Scim.Benchmarks.Load;

/// <summary>One of those that are measured side by side.</summary>
/// <param name="name">What it is called in the results.</param>
/// <param name="port">Where it listens.</param>
/// <param name="plan">What is asked of it.</param>
/// <param name="processId">Its process, whose processor time is counted.</param>
internal sealed class BenchmarkTarget(string name, int port, LoadPlan plan, int processId)
{
    private long _nextRequest;

    /// <summary>What it is called in the results.</summary>
    public string Name => name;

    /// <summary>Its rounds, without those to warm up.</summary>
    public List<WrkRound> Rounds { get; } = [];

    /// <summary>
    /// Processor time for each request in a round, in microseconds: what a busy machine distorts least.
    /// </summary>
    public List<double> ProcessorMicroseconds { get; } = [];

    /// <summary>Plays a round.</summary>
    public async Task RunRoundAsync(int seconds, int connections, bool counts)
    {
        TimeSpan before = GetProcessorTime();
        WrkRound round = await WrkRunner.RunRoundAsync(
            port,
            plan,
            _nextRequest,
            seconds,
            connections
        );

        // Some requests were on their way when the round ended.
        _nextRequest += round.RequestCount + (2 * connections);
        if (round.RefusedCount + round.BrokenCount > round.RequestCount / 1000)
            throw new InvalidOperationException(
                $"{name}: of {round.RequestCount} requests {round.RefusedCount} were refused and {round.BrokenCount} not answered."
            );
        if (!counts)
            return;
        Rounds.Add(round);
        ProcessorMicroseconds.Add(
            (GetProcessorTime() - before).TotalMicroseconds / round.RequestCount
        );
    }

    private TimeSpan GetProcessorTime()
    {
        using Process process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }
}
