using Scim.Benchmarks.Load;
using Scim.Benchmarks.Measurement;
using Scim.Benchmarks.Servers;

namespace Scim.Benchmarks.Scenarios;

/// <summary>Measures whether a tenant that sends as fast as it can slows the others down.</summary>
internal static class TenantIsolationScenario
{
    private const int TenantCount = 50,
        RequestsPerSecond = 25;
    private const double MinRatio = 2;

    /// <summary>The <c>isolation</c> scenario.</summary>
    public static BenchmarkScenario Scenario { get; } =
        new(
            ["isolation"],
            "50 tenants at 25 requests/s each, without and with another tenant that sends as fast as it can",
            RunScenarioAsync
        );

    private static async Task RunScenarioAsync(ScenarioRun run)
    {
        await using BenchmarkDatabase database = await BenchmarkDatabaseFactory.CreateDatabaseAsync(run.Storage);
        await using SiloServer silo = await SiloServer.StartAsync(database, limited: true);
        var requests = new List<(string Url, string Token)>();
        for (int i = 0; i < TenantCount; i++)
        {
            string tenant = $"quiet{i}",
                token = await silo.CreateTenantAsync(tenant);
            string id =
                    await silo.CreateTenantClient(tenant, token)
                        .CreateResourceAsync("/Users", BenchmarkBodies.CreateUser("someone")),
                root = $"http://127.0.0.1:{silo.Port}/tenants/{tenant}/scim/v2/Users";
            requests.Add(($"{root}/{id}", token));
            requests.Add(($"{root}?filter=userName%20eq%20%22someone@example.com%22", token));
        }

        LoadPlan flood = LoadPlans.CreateUsers(silo.Token, "/tenants/demo/scim/v2", "flood");
        using var load = new ConstantRateLoad();
        List<double> alone = [],
            flooded = [],
            ratios = [];
        TimeSpan time = TimeSpan.FromSeconds(run.Options.Seconds * 2);
        await load.SendRequestsAsync(requests, TenantCount * RequestsPerSecond, time);
        long first = 0;
        for (int round = 0; round < run.Options.RoundCount; round++)
        {
            ConstantRateResult without = await load.SendRequestsAsync(requests, TenantCount * RequestsPerSecond, time);
            Task<WrkRound> noise = WrkRunner.RunRoundAsync(silo.Port, flood, first, (int)time.TotalSeconds, 64);
            ConstantRateResult with = await load.SendRequestsAsync(requests, TenantCount * RequestsPerSecond, time);
            WrkRound sent = await noise;
            first += sent.RequestCount + 128;
            alone.Add(without.P99);
            flooded.Add(with.P99);
            ratios.Add(with.P99 / without.P99);
            run.Output.WriteLine(
                $"  p99 {without.P99:N1} ms, with flood {with.P99:N1} ms; "
                    + $"not served {without.FailedCount + without.SkippedCount}, "
                    + $"with flood {with.FailedCount + with.SkippedCount}; flood {sent.RequestsPerSecond:N0}/s, "
                    + $"{sent.RefusedCount * 100 / Math.Max(1, sent.RequestCount)} % rejected"
            );
        }

        run.Report(
            new BenchmarkRow
            {
                Scenario = "isolation: p99 of 50 quiet tenants",
                Storage = run.Storage.ToString(),
                Measured = "with a flood / without",
                Unit = "ms",
                Ours = Statistics.GetMedian(flooded),
                Other = Statistics.GetMedian(alone),
                Ratios = ratios,
                AtMost = MinRatio,
            }
        );
    }
}
