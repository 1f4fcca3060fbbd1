using System.Diagnostics;
using Scim.Cluster.Tests.Nodes;
using Scim.Cluster.Tests.Workloads;

namespace Scim.Cluster.Tests.Faults;

/// <summary>
/// Reads through a gateway process of its own, which is not told that the silo which its calls were passed on to has
/// died.
/// </summary>
public sealed class ReadAvailabilityTests(ITestOutputHelper output)
{
    // By then the silo is given up.
    private static readonly TimeSpan DetectionTime = TimeSpan.FromSeconds(12);

    // Of any call of a grain.
    private static readonly TimeSpan MaxReadTime = TimeSpan.FromSeconds(25);

    [Theory]
    [InlineData("killed")]
    [InlineData("silent")]
    public async Task Read_WhileSiloIsUnavailable_IsAnsweredByOthers(string how)
    {
        await using ProcessCluster cluster = await ProcessCluster.StartAsync(silos: 3, gateways: 1);
        await using ReadWorkload readers = await ReadWorkload.StartAsync(cluster.Gateways[0]);
        foreach (ClusterNode silo in cluster.Silos.Skip(1))
        {
            await readers.WaitForReadsSentAfterAsync(Stopwatch.GetTimestamp());

            // As a machine that has lost its power or its network: its connections stay open, and nothing comes.
            if (how == "silent")
                silo.Process.SendStop();
            else
                await silo.KillAsync();
            await readers.WaitForReadsSentAfterAsync(
                Stopwatch.GetTimestamp() + (long)(DetectionTime.TotalSeconds * Stopwatch.Frequency)
            );
            output.WriteLine(
                $"{readers.ReadCount} reads, the slowest {readers.LongestRead.TotalSeconds:0.0} s, {readers.Failures.Count} not answered"
            );
            Assert.Empty(readers.Failures);
            Assert.True(readers.LongestRead < MaxReadTime, $"A read took {readers.LongestRead}.");
            if (how == "silent")
                await silo.KillAsync();
            await silo.RestartAsync();
            await silo.WaitUntilReadyAsync();
        }
    }
}
