using Scim.Benchmarks.Load;
using Scim.Benchmarks.Measuring;
using Scim.Benchmarks.Servers;

namespace Scim.Benchmarks.Scenarios;

/// <summary>Whether a tenant that sends as much as it can slows the others down.</summary>
internal static class IsolationScenario
{
    private const int Tenants = 50, PerSecond = 25;
    private const double Goal = 2;

    /// <summary>The scenario.</summary>
    public static Scenario All { get; } = new(["isolation"], "50 tenants at 25 requests/s each, without and with another one that sends as fast as it can", Run);

    private static async Task Run(Run run)
    {
        await using Database database = await Databases.Create(run.Storage);
        await using SiloServer silo = await SiloServer.Start(database, limited: true);
        var requests = new List<(string Url, string Token)>();
        for (int i = 0; i < Tenants; i++)
        {
            string tenant = $"quiet{i}", token = await silo.CreateTenant(tenant);
            string id = await silo.Tenant(tenant, token).Create("/Users", Bodies.User("someone")), root = $"http://127.0.0.1:{silo.Port}/tenants/{tenant}/scim/v2/Users";
            requests.Add(($"{root}/{id}", token));
            requests.Add(($"{root}?filter=userName%20eq%20%22someone@example.com%22", token));
        }

        LoadPlan flood = Plans.Create(silo.Token, "/tenants/demo/scim/v2", "flood");
        using var load = new PacedLoad();
        List<double> alone = [], flooded = [], ratios = [];
        TimeSpan time = TimeSpan.FromSeconds(run.Options.Seconds * 2);
        await load.Play(requests, Tenants * PerSecond, time);
        long first = 0;
        for (int round = 0; round < run.Options.Rounds; round++)
        {
            PacedResult without = await load.Play(requests, Tenants * PerSecond, time);
            Task<WrkRound> noise = Wrk.Run(silo.Port, flood, first, (int)time.TotalSeconds, 64);
            PacedResult with = await load.Play(requests, Tenants * PerSecond, time);
            WrkRound sent = await noise;
            first += sent.Requests + 128;
            alone.Add(without.P99);
            flooded.Add(with.P99);
            ratios.Add(with.P99 / without.P99);
            run.Output.WriteLine(
                $"  p99 {without.P99:N1} ms, flooded {with.P99:N1} ms; not served {without.Refused + without.Skipped}, {with.Refused + with.Skipped}; flood {sent.Rate:N0}/s, {sent.Refused * 100 / Math.Max(1, sent.Requests)} % refused");
        }

        run.Report(new Row
        {
            Scenario = "isolation: p99 of 50 quiet tenants",
            Storage = run.Storage.ToString(),
            Measured = "with a flood / without",
            Unit = "ms",
            Ours = Statistics.Median(flooded),
            Other = Statistics.Median(alone),
            Ratios = ratios,
            AtMost = Goal,
        });
    }
}
