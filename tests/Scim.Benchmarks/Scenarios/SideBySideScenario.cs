using Scim.Benchmarks.Load;
using Scim.Benchmarks.Servers;

namespace Scim.Benchmarks.Scenarios;

/// <summary>
/// Sends the same requests to a publicly available server: scimmy with scimmy-routers. The product commits to disk;
/// scimmy keeps a Map in memory.
/// </summary>
internal static class SideBySideScenario
{
    private const int UserCount = 256;
    private const string ScimRoot = "/tenants/demo/scim/v2";

    /// <summary>The <c>scimmy</c> scenario.</summary>
    public static BenchmarkScenario Scenario { get; } =
        new(
            ["scimmy"],
            "GET, userName eq, POST and PATCH active, compared with scimmy on Express with its data in memory",
            RunScenarioAsync
        );

    private static async Task RunScenarioAsync(ScenarioRun run)
    {
        await using ScimmyServer? scimmy = await ScimmyServer.StartAsync(run.Output);
        if (scimmy is null)
            return;
        await using BenchmarkDatabase database = await BenchmarkDatabaseFactory.CreateDatabaseAsync(run.Storage);
        await using SiloServer silo = await SiloServer.StartAsync(database);
        string[] ours = await SeedUsersAsync(silo.DemoClient),
            theirs = await SeedUsersAsync(scimmy.DemoClient);
        string filter = $"{ScimRoot}/Users?filter=userName%20eq%20%22seed0@example.com%22";
        foreach (
            (string name, Func<string, string[], LoadPlan> plan) in new (string, Func<string, string[], LoadPlan>)[]
            {
                ("GET", (token, ids) => LoadPlan.CreateGet(token, [$"{ScimRoot}/Users/{ids[0]}"])),
                ("userName eq", (token, _) => LoadPlan.CreateGet(token, [filter])),
                ("PATCH active", (token, ids) => LoadPlans.PatchActive(token, ScimRoot, ids)),
                ("POST", (token, _) => LoadPlans.CreateUsers(token, ScimRoot, "made")),
            }
        )
        {
            BenchmarkTarget product = new("ours, durable", silo.Port, plan(silo.Token, ours), silo.ProcessId),
                other = new("scimmy, in memory", scimmy.Port, plan(ScimmyServer.Token, theirs), scimmy.ProcessId);
            await SideBySideBenchmark.RunRoundsAsync(run.Options, [product, other]);
            run.Report(SideBySideBenchmark.CreateRow($"scimmy: {name}", run.Storage, product, other));
        }
    }

    private static async Task<string[]> SeedUsersAsync(BenchmarkClient api)
    {
        string[] ids = new string[UserCount];
        for (int i = 0; i < UserCount; i++)
            ids[i] = await api.CreateResourceAsync("/Users", BenchmarkBodies.CreateUser($"seed{i}"));
        return ids;
    }
}
