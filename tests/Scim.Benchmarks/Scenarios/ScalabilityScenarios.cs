using System.Text.Json.Nodes;
using Scim.Benchmarks.Load;
using Scim.Benchmarks.Measurement;
using Scim.Benchmarks.Servers;

namespace Scim.Benchmarks.Scenarios;

/// <summary>Measures whether a request costs the same in large groups and tenants as in small ones.</summary>
internal static class ScalabilityScenarios
{
    private const double MinRatio = 1.25;
    private const int ChunkSize = 10_000,
        MovingUsers = 1000;

    /// <summary>The scenario that changes one member in groups of growing size.</summary>
    public static BenchmarkScenario Groups { get; } =
        new(["groups"], "PATCH that adds or removes one member, in groups of 10 to 1,000,000", RunGroupsAsync);

    /// <summary>The scenario of requests in tenants of growing size.</summary>
    public static BenchmarkScenario Tenants { get; } =
        new(
            ["tenants"],
            "userName eq, a page by cursor, and create, in tenants of 1,000 to 1,000,000 users",
            RunTenantsAsync
        );

    private static async Task RunGroupsAsync(ScenarioRun run)
    {
        int[] sizes = run.Options.IsQuick ? [10, 1000, 20_000] : [10, 1000, 100_000, 1_000_000];
        await using BenchmarkDatabase database = await BenchmarkDatabaseFactory.CreateDatabaseAsync(run.Storage);
        await using SiloServer silo = await SiloServer.StartAsync(database);
        await FillTenantsAsync(run, database, silo, [("demo", silo.Token, sizes[^1] + MovingUsers)]);
        var targets = new List<BenchmarkTarget>();
        foreach (int size in sizes)
        {
            string group = await silo.DemoClient.CreateResourceAsync(
                "/Groups",
                BenchmarkBodies.CreateGroup($"Group of {size}")
            );
            for (int at = 0; at < size; at += ChunkSize)
                await silo.DemoClient.SendJsonAsync(
                    "PATCH",
                    $"/Groups/{group}",
                    BenchmarkBodies.AddMembers(
                        Enumerable.Range(at + 1, Math.Min(ChunkSize, size - at)).Select(BenchmarkDatabase.FormatCopyId)
                    )
                );
            LoadPlan plan = LoadPlans.PatchMember(
                silo.Token,
                "/tenants/demo/scim/v2",
                [group],
                Enumerable.Range(sizes[^1] + 1, MovingUsers - 2).Select(BenchmarkDatabase.FormatCopyId)
            );
            targets.Add(new BenchmarkTarget($"{size:N0}", silo.Port, plan, silo.ProcessId));
            run.Output.WriteLine($"  group of {size:N0}");
        }

        await ReportRowsAsync(run, "groups: PATCH one member", targets);
    }

    private static async Task RunTenantsAsync(ScenarioRun run)
    {
        int[] sizes = run.Options.IsQuick ? [1000, 20_000] : [1000, 100_000, 1_000_000];
        await using BenchmarkDatabase database = await BenchmarkDatabaseFactory.CreateDatabaseAsync(run.Storage);
        await using SiloServer silo = await SiloServer.StartAsync(database);
        var tenants = new List<(string Tenant, string Token, int Count)>();
        foreach (int size in sizes)
            tenants.Add(($"t{size}", await silo.CreateTenantAsync($"t{size}"), size));
        await FillTenantsAsync(run, database, silo, tenants);

        await ReportRowsAsync(
            run,
            "tenants: userName eq",
            [
                .. tenants.Select(t => new BenchmarkTarget(
                    $"{t.Count:N0}",
                    silo.Port,
                    LoadPlan.CreateGet(
                        t.Token,
                        Enumerable
                            .Range(1, 500)
                            .Select(i =>
                                $"/tenants/{t.Tenant}/scim/v2/Users?filter=userName%20eq%20%22copy{i}@example.com%22"
                            )
                    ),
                    silo.ProcessId
                )),
            ]
        );
        await ReportRowsAsync(
            run,
            "tenants: eq on an e-mail address",
            [
                .. tenants.Select(t => new BenchmarkTarget(
                    $"{t.Count:N0}",
                    silo.Port,
                    LoadPlan.CreateGet(
                        t.Token,
                        Enumerable
                            .Range(1, 500)
                            .Select(i =>
                                $"/tenants/{t.Tenant}/scim/v2/Users"
                                + $"?filter=emails.value%20eq%20%22copy{i}@example.com%22"
                            )
                    ),
                    silo.ProcessId
                )),
            ]
        );
        await ReportRowsAsync(
            run,
            "tenants: first page of 10 by index",
            [
                .. tenants.Select(t => new BenchmarkTarget(
                    $"{t.Count:N0}",
                    silo.Port,
                    LoadPlan.CreateGet(t.Token, [$"/tenants/{t.Tenant}/scim/v2/Users?count=10"]),
                    silo.ProcessId
                )),
            ]
        );
        await MeasureCursorsAsync(run, silo, tenants);
        await ReportRowsAsync(
            run,
            "tenants: POST user",
            [
                .. tenants.Select(t => new BenchmarkTarget(
                    $"{t.Count:N0}",
                    silo.Port,
                    LoadPlans.CreateUsers(t.Token, $"/tenants/{t.Tenant}/scim/v2", "made"),
                    silo.ProcessId
                )),
            ]
        );
    }

    // Measures the page after the fiftieth in each tenant.
    private static async Task MeasureCursorsAsync(
        ScenarioRun run,
        SiloServer silo,
        List<(string Tenant, string Token, int Count)> tenants
    )
    {
        var targets = new List<BenchmarkTarget>();
        foreach ((string tenant, string token, int count) in tenants)
        {
            string? cursor = "";
            for (int page = 0; page < 50 && cursor is not null; page++)
            {
                JsonNode response = (
                    await silo.CreateTenantClient(tenant, token)
                        .SendJsonAsync("GET", $"/Users?count=10&cursor={Uri.EscapeDataString(cursor)}")
                )!;
                cursor = response["nextCursor"]?.GetValue<string>();
            }

            if (cursor is null)
            {
                run.Output.WriteLine("  skipped pages by cursor: not supported by this build");
                return;
            }

            targets.Add(
                new BenchmarkTarget(
                    $"{count:N0}",
                    silo.Port,
                    LoadPlan.CreateGet(
                        token,
                        [$"/tenants/{tenant}/scim/v2/Users?count=10&cursor={Uri.EscapeDataString(cursor)}"]
                    ),
                    silo.ProcessId
                )
            );
        }

        await ReportRowsAsync(run, "tenants: page of 10 by cursor", targets);
    }

    private static async Task FillTenantsAsync(
        ScenarioRun run,
        BenchmarkDatabase database,
        SiloServer silo,
        List<(string Tenant, string Token, int Count)> tenants
    )
    {
        var templates = new List<string>();
        foreach ((string tenant, string token, _) in tenants)
            templates.Add(
                await silo.CreateTenantClient(tenant, token)
                    .CreateResourceAsync("/Users", BenchmarkBodies.CreateUser("template"))
            );
        await silo.StopAsync();
        for (int i = 0; i < tenants.Count; i++)
        {
            long began = TimeProvider.System.GetTimestamp();
            await database.CopyUsersAsync(tenants[i].Tenant, templates[i], "template", tenants[i].Count);
            run.Output.WriteLine(
                $"  {tenants[i].Count:N0} users in {tenants[i].Tenant}: "
                    + $"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:N0} s"
            );
        }

        await silo.StartAsync();
    }

    private static async Task ReportRowsAsync(ScenarioRun run, string scenario, List<BenchmarkTarget> targets)
    {
        await SideBySideBenchmark.RunRoundsAsync(run.Options, targets);
        BenchmarkTarget first = targets[0];
        foreach (BenchmarkTarget larger in targets.Skip(1))
        {
            BenchmarkRow row = SideBySideBenchmark.CreateRow(
                scenario,
                run.Storage,
                first,
                larger,
                atMost: ReferenceEquals(larger, targets[^1]) ? MinRatio : null
            );
            run.Report(row with { Measured = $"time at {larger.Name} / at {first.Name}" });
        }
    }
}
