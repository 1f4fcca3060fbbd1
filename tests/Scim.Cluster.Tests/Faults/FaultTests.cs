using System.Globalization;
using Scim.Cluster.Tests.Model;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Faults;

/// <summary>
/// Three silos and two gateways under a workload, while one thing after the other goes wrong: nothing that was acknowledged is lost, no name is owned twice or by
/// nobody, memberships equal the model, reminders fire once in effect, and the cluster serves again by itself. <c>SCIM_TEST_FAULTS</c> sets how many faults there
/// are (each kind once unless set), <c>SCIM_TEST_FAULT</c> takes only kinds with a text in their name, <c>SCIM_TEST_SEED</c> repeats a run.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int Shown = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Cluster_UnderFaults_LosesNothingAcknowledged()
    {
        int seed = Number("SCIM_TEST_SEED") ?? Random.Shared.Next();
        output.WriteLine($"SCIM_TEST_SEED={seed}");
        var random = new Random(seed);
        await using TestCluster cluster = await TestCluster.Start(silos: 3, gateways: 2);
        try
        {
            await Run(cluster, random, seed);
        }
        catch
        {
            foreach (Node node in cluster.Nodes) output.WriteLine($"{node.Name} printed at last:\n{string.Join('\n', node.Printed.TakeLast(Shown))}\n");
            throw;
        }
    }

    private async Task Run(TestCluster cluster, Random random, int seed)
    {
        await using Workload workload = await Workload.Start(cluster, seed);
        await using Retention retention = await Retention.Start(cluster, seed);
        int round = 0;
        foreach (Fault fault in Plan(random))
        {
            Task contention = workload.Contend(round++, random);
            string what = await fault.Strike(cluster, random);
            await contention;
            await retention.Check();
            TimeSpan window = await workload.Progress($"{fault.Name} ({what}), seed {seed}");
            output.WriteLine($"{fault.Name} ({what}): longest time without an answer {window.TotalSeconds:0.0} s");
        }

        await retention.Stop();
        await workload.Verify();
        output.WriteLine(await retention.Verify());
        output.WriteLine($"{workload.Counts.Sent} requests, {workload.Counts.Unknown} of them without an answer, {round} faults");
    }

    private static IEnumerable<Fault> Plan(Random random)
    {
        string only = Environment.GetEnvironmentVariable("SCIM_TEST_FAULT") ?? "";
        Fault[] all = [.. Fault.All(Pause).Where(f => f.Name.Contains(only, StringComparison.OrdinalIgnoreCase))];
        if (Number("SCIM_TEST_FAULTS") is { } count) return Enumerable.Range(0, count).Select(_ => all[random.Next(all.Length)]);
        random.Shuffle(all);
        return all;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
