using Scim.Benchmarks.Load;
using Scim.Benchmarks.Servers;

namespace Scim.Benchmarks.Scenarios;

/// <summary>The same requests to a server that anybody can install: scimmy with scimmy-routers. Ours commits to the disk; that one keeps a Map in memory.</summary>
internal static class SideBySideScenario
{
    private const int Users = 256;
    private const string Root = "/tenants/demo/scim/v2";

    /// <summary>The scenario.</summary>
    public static Scenario All { get; } = new(["scimmy"], "GET, userName eq, POST and PATCH active, against scimmy on express with its data in memory", Run);

    private static async Task Run(Run run)
    {
        await using ScimmyServer? scimmy = await ScimmyServer.Start(run.Output);
        if (scimmy is null) return;
        await using Database database = await Databases.Create(run.Storage);
        await using SiloServer silo = await SiloServer.Start(database);
        string[] ours = await Seed(silo.Demo), theirs = await Seed(scimmy.Demo);
        string filter = $"{Root}/Users?filter=userName%20eq%20%22seed0@example.com%22";
        foreach ((string name, Func<string, string[], LoadPlan> plan) in new (string, Func<string, string[], LoadPlan>)[]
                 {
                     ("GET", (token, ids) => LoadPlan.Get(token, [$"{Root}/Users/{ids[0]}"])),
                     ("userName eq", (token, _) => LoadPlan.Get(token, [filter])),
                     ("PATCH active", (token, ids) => Plans.Active(token, Root, ids)),
                     ("POST", (token, _) => Plans.Create(token, Root, "made")),
                 })
        {
            Contestant product = new("ours, durable", silo.Port, plan(silo.Token, ours), silo.ProcessId), other = new("scimmy, in memory", scimmy.Port, plan(ScimmyServer.Token, theirs), scimmy.ProcessId);
            await Duel.Play(run.Options, [product, other]);
            run.Report(Duel.Compare($"scimmy: {name}", run.Storage, product, other));
        }
    }

    private static async Task<string[]> Seed(Api api)
    {
        string[] ids = new string[Users];
        for (int i = 0; i < Users; i++) ids[i] = await api.Create("/Users", Bodies.User($"seed{i}"));
        return ids;
    }
}
