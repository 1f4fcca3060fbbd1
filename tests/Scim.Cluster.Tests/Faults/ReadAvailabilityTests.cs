using System.Diagnostics;
using Scim.Cluster.Tests.Nodes;
using Scim.Cluster.Tests.Workloads;

namespace Scim.Cluster.Tests.Faults;

/// <summary>
/// Reads through a separate gateway process, which is not notified when the silo that serves its grain calls has died.
/// </summary>
public sealed class ReadAvailabilityTests(ITestOutputHelper output)
{
    // By then the other silos have declared the silo dead.
    private static readonly TimeSpan DetectionTime = TimeSpan.FromSeconds(12);

    // The maximum duration of a grain call.
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

            // A stopped process behaves like a machine without power or network: connections stay open without
            // responses.
            if (how == "silent")
                silo.Process.SendStop();
            else
                await silo.KillAsync();
            await readers.WaitForReadsSentAfterAsync(
                Stopwatch.GetTimestamp() + (long)(DetectionTime.TotalSeconds * Stopwatch.Frequency)
            );
            output.WriteLine(
                $"{readers.ReadCount} reads, the slowest took {readers.LongestRead.TotalSeconds:0.0} s, "
                    + $"{readers.Failures.Count} failed"
            );
            Assert.True(readers.Failures.Count == 0, string.Join('\n', readers.Failures.Take(3)));
            Assert.True(readers.LongestRead < MaxReadTime, $"A read took {readers.LongestRead}.");
            if (how == "silent")
                await silo.KillAsync();
            await silo.RestartAsync();
            await silo.WaitUntilReadyAsync();
        }
    }
}
