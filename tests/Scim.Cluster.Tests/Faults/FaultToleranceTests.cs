using System.Globalization;
using Scim.Cluster.Tests.Nodes;
using Scim.Cluster.Tests.Workloads;

namespace Scim.Cluster.Tests.Faults;

/// <summary>
/// Runs three silos and two gateways under a workload while faults are injected one after the other: acknowledged
/// writes are kept, every name has exactly one owner, memberships equal the model, each reminder takes effect once, and
/// the cluster recovers by itself.
/// </summary>
/// <remarks>
/// <c>SCIM_TEST_FAULTS</c> sets the number of random faults (default: each type once), <c>SCIM_TEST_FAULT</c> selects
/// the types whose name contains a text, and <c>SCIM_TEST_SEED</c> repeats a run.
/// </remarks>
public sealed class FaultToleranceTests(ITestOutputHelper output)
{
    private const int OutputLines = 200;
    private static readonly TimeSpan PauseTime = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Cluster_UnderFaults_KeepsAcknowledgedWrites()
    {
        int seed = ReadNumber("SCIM_TEST_SEED") ?? Random.Shared.Next();
        output.WriteLine($"SCIM_TEST_SEED={seed}");
        var random = new Random(seed);
        await using ProcessCluster cluster = await ProcessCluster.StartAsync(silos: 3, gateways: 2);
        try
        {
            await RunFaultsAsync(cluster, random, seed);
        }
        catch
        {
            foreach (ClusterNode node in cluster.Nodes)
                output.WriteLine(
                    $"Last output of {node.Name}:\n{string.Join('\n', node.Output.TakeLast(OutputLines))}\n"
                );
            throw;
        }
    }

    private async Task RunFaultsAsync(ProcessCluster cluster, Random random, int seed)
    {
        await using ClusterWorkload workload = await ClusterWorkload.StartAsync(cluster, seed);
        await using RetentionWorkload retention = await RetentionWorkload.StartAsync(cluster, seed);
        int round = 0;
        foreach (Fault fault in PlanFaults(random))
        {
            Task contention = workload.CreateConcurrentlyAsync(round++, random);
            string what = await fault.InjectAsync(cluster, random);
            await contention;
            await retention.ThrowIfFailedAsync();
            TimeSpan window = await workload.WaitForProgressAsync($"{fault.Name} ({what}), seed {seed}");
            output.WriteLine($"{fault.Name} ({what}): longest outage {window.TotalSeconds:0.0} s");
        }

        await retention.StopAsync();
        await workload.VerifyAsync();
        output.WriteLine(await retention.VerifyAsync());
        output.WriteLine(
            $"{workload.Counts.Sent} requests, {workload.Counts.Unknown} with unknown outcome, {round} faults"
        );
    }

    private static IEnumerable<Fault> PlanFaults(Random random)
    {
        string only = Environment.GetEnvironmentVariable("SCIM_TEST_FAULT") ?? "";
        Fault[] all =
        [
            .. Fault.CreateAll(PauseTime).Where(f => f.Name.Contains(only, StringComparison.OrdinalIgnoreCase)),
        ];
        if (ReadNumber("SCIM_TEST_FAULTS") is { } count)
            return Enumerable.Range(0, count).Select(_ => all[random.Next(all.Length)]);
        random.Shuffle(all);
        return all;
    }

    private static int? ReadNumber(string variable) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(variable),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int number
        )
            ? number
            : null;
}
