using System.Diagnostics;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Reads;

/// <summary>Reads through a gateway process of its own, which is not told that the silo which its calls were passed on to has died.</summary>
public sealed class ReadTests(ITestOutputHelper output)
{
    // By then the silo is given up.
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(12);

    // Of any call of a grain.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);

    [Theory]
    [InlineData("killed")]
    [InlineData("silent")]
    public async Task Read_WhileASiloIsLost_IsAnsweredByTheOthers(string how)
    {
        await using TestCluster cluster = await TestCluster.Start(silos: 3, gateways: 1);
        await using Readers readers = await Readers.Start(cluster.Gateways[0]);
        foreach (Node silo in cluster.Silos.Skip(1))
        {
            await readers.HaveAnswersOf(Stopwatch.GetTimestamp());

            // As a machine that has lost its power or its network: its connections stay open, and nothing comes.
            if (how == "silent") silo.Process.Pause();
            else await silo.Kill();
            await readers.HaveAnswersOf(Stopwatch.GetTimestamp() + (long)(Later.TotalSeconds * Stopwatch.Frequency));
            output.WriteLine($"{readers.Count} reads, the slowest {readers.Longest.TotalSeconds:0.0} s, {readers.Unanswered.Count} not answered");
            Assert.Empty(readers.Unanswered);
            Assert.True(readers.Longest < LongestWait, $"A read took {readers.Longest}.");
            if (how == "silent") await silo.Kill();
            await silo.Restart();
            await silo.Ready();
        }
    }
}
