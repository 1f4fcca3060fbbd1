using System.Diagnostics;

namespace Scim.Benchmarks.Load;

/// <summary>One of the servers or data sets that are measured side by side.</summary>
/// <param name="name">The name in the results.</param>
/// <param name="port">The loopback port of the server.</param>
/// <param name="plan">The requests to send.</param>
/// <param name="processId">The id of the server process, whose processor time is measured.</param>
internal sealed class BenchmarkTarget(string name, int port, LoadPlan plan, int processId)
{
    private long _nextRequest;

    /// <summary>The name in the results.</summary>
    public string Name => name;

    /// <summary>The measured rounds, without warm-up rounds.</summary>
    public List<WrkRound> Rounds { get; } = [];

    /// <summary>
    /// Processor time per request of each round, in microseconds: the figure that a busy machine distorts least.
    /// </summary>
    public List<double> ProcessorMicroseconds { get; } = [];

    /// <summary>Runs a round.</summary>
    /// <param name="seconds">The length of the round in seconds.</param>
    /// <param name="connections">The number of connections of the load generator.</param>
    /// <param name="counts">Whether the round is measured; false for a warm-up round.</param>
    /// <exception cref="InvalidOperationException">More than one request in a thousand failed.</exception>
    public async Task RunRoundAsync(int seconds, int connections, bool counts)
    {
        TimeSpan before = GetProcessorTime();
        WrkRound round = await WrkRunner.RunRoundAsync(port, plan, _nextRequest, seconds, connections);

        // Skip the numbers of requests that were in flight when the round ended.
        _nextRequest += round.RequestCount + (2 * connections);
        if (round.RefusedCount + round.BrokenCount > round.RequestCount / 1000)
            throw new InvalidOperationException(
                $"{name}: of {round.RequestCount} requests, {round.RefusedCount} were rejected "
                    + $"and {round.BrokenCount} received no response."
            );
        if (!counts)
            return;
        Rounds.Add(round);
        ProcessorMicroseconds.Add((GetProcessorTime() - before).TotalMicroseconds / round.RequestCount);
    }

    private TimeSpan GetProcessorTime()
    {
        using Process process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }
}
