using System.Diagnostics;

namespace Scim.Benchmarks.Load;

/// <summary>One of those that are measured side by side.</summary>
/// <param name="name">What it is called in the results.</param>
/// <param name="port">Where it listens.</param>
/// <param name="plan">What is asked of it.</param>
/// <param name="processId">Its process, whose processor time is counted.</param>
internal sealed class Contestant(string name, int port, LoadPlan plan, int processId)
{
    private long _next;

    /// <summary>What it is called in the results.</summary>
    public string Name => name;

    /// <summary>Its rounds, without those to warm up.</summary>
    public List<WrkRound> Rounds { get; } = [];

    /// <summary>Processor time for each request in a round, in microseconds: what a busy machine distorts least.</summary>
    public List<double> Processor { get; } = [];

    /// <summary>Plays a round.</summary>
    public async Task Play(int seconds, int connections, bool counts)
    {
        TimeSpan before = Used();
        WrkRound round = await Wrk.Run(port, plan, _next, seconds, connections);

        // Some requests were on their way when the round ended.
        _next += round.Requests + (2 * connections);
        if (round.Refused + round.Broken > round.Requests / 1000)
            throw new InvalidOperationException($"{name}: of {round.Requests} requests {round.Refused} were refused and {round.Broken} not answered.");
        if (!counts) return;
        Rounds.Add(round);
        Processor.Add((Used() - before).TotalMicroseconds / round.Requests);
    }

    private TimeSpan Used()
    {
        using Process process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }
}
