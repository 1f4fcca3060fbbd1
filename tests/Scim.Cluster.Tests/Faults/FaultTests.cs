using System.Globalization;
using Scim.Cluster.Tests.Model;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Faults;

/// <summary>
/// Three silos and two gateways under a workload, while one thing after the other goes wrong: nothing that was acknowledged is lost, no name is owned twice or by
/// nobody, memberships equal the model, and the cluster serves again by itself. <c>SCIM_TEST_FAULTS</c> sets how many faults there are (each kind once unless
/// set), <c>SCIM_TEST_SEED</c> repeats a run.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Cluster_UnderFaults_LosesNothingAcknowledged()
    {
        int seed = Number("SCIM_TEST_SEED") ?? Random.Shared.Next();
        output.WriteLine($"SCIM_TEST_SEED={seed}");
        var random = new Random(seed);
        await using TestCluster cluster = await TestCluster.Start(silos: 3, gateways: 2);
        await using Workload workload = await Workload.Start(cluster, seed);
        int round = 0;
        foreach (Fault fault in Plan(random))
        {
            Task contention = workload.Contend(round++, random);
            string what = await fault.Strike(cluster, random);
            await contention;
            TimeSpan window = await workload.Progress($"{fault.Name} ({what}), seed {seed}");
            output.WriteLine($"{fault.Name} ({what}): longest time without an answer {window.TotalSeconds:0.0} s");
        }

        await workload.Verify();
        output.WriteLine($"{workload.Counts.Sent} requests, {workload.Counts.Unknown} of them without an answer, {round} faults");
    }

    private static IEnumerable<Fault> Plan(Random random)
    {
        IReadOnlyList<Fault> all = Fault.All(Pause);
        if (Number("SCIM_TEST_FAULTS") is { } count) return Enumerable.Range(0, count).Select(_ => all[random.Next(all.Count)]);
        Fault[] each = [.. all];
        random.Shuffle(each);
        return each;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
