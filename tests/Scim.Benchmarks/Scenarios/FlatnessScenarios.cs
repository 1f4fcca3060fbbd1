using System.Text.Json.Nodes;
using Scim.Benchmarks.Load;
using Scim.Benchmarks.Measuring;
using Scim.Benchmarks.Servers;

namespace Scim.Benchmarks.Scenarios;

/// <summary>Whether a request costs the same in a large group and a large tenant as in a small one.</summary>
internal static class FlatnessScenarios
{
    private const double Goal = 1.25;
    private const int Chunk = 10_000, Movers = 1000;

    /// <summary>One more member in groups of growing size.</summary>
    public static Scenario Groups { get; } = new(["groups"], "PATCH that adds or removes one member, in groups of 10 to 1,000,000", RunGroups);

    /// <summary>Requests in tenants of growing size.</summary>
    public static Scenario Tenants { get; } = new(["tenants"], "userName eq, a page by cursor, and create, in tenants of 1,000 to 1,000,000 users", RunTenants);

    private static async Task RunGroups(Run run)
    {
        int[] sizes = run.Options.Quick ? [10, 1000, 20_000] : [10, 1000, 100_000, 1_000_000];
        await using Database database = await Databases.Create(run.Storage);
        await using SiloServer silo = await SiloServer.Start(database);
        await Fill(run, database, silo, [("demo", silo.Token, sizes[^1] + Movers)]);
        var contestants = new List<Contestant>();
        foreach (int size in sizes)
        {
            string group = await silo.Demo.Create("/Groups", Bodies.Group($"Group of {size}"));
            for (int at = 0; at < size; at += Chunk)
                await silo.Demo.Send("PATCH", $"/Groups/{group}", Bodies.AddAll(Enumerable.Range(at + 1, Math.Min(Chunk, size - at)).Select(Database.CopyId)));
            LoadPlan plan = Plans.Member(silo.Token, "/tenants/demo/scim/v2", [group], Enumerable.Range(sizes[^1] + 1, Movers - 2).Select(Database.CopyId));
            contestants.Add(new Contestant($"{size:N0}", silo.Port, plan, silo.ProcessId));
            run.Output.WriteLine($"  group of {size:N0}");
        }

        await Report(run, "groups: PATCH one member", contestants);
    }

    private static async Task RunTenants(Run run)
    {
        int[] sizes = run.Options.Quick ? [1000, 20_000] : [1000, 100_000, 1_000_000];
        await using Database database = await Databases.Create(run.Storage);
        await using SiloServer silo = await SiloServer.Start(database);
        var tenants = new List<(string Tenant, string Token, int Count)>();
        foreach (int size in sizes) tenants.Add(($"t{size}", await silo.CreateTenant($"t{size}"), size));
        await Fill(run, database, silo, tenants);

        await Report(run, "tenants: userName eq", [.. tenants.Select(t => new Contestant(
            $"{t.Count:N0}", silo.Port,
            LoadPlan.Get(t.Token, Enumerable.Range(1, 500).Select(i => $"/tenants/{t.Tenant}/scim/v2/Users?filter=userName%20eq%20%22copy{i}@example.com%22")), silo.ProcessId))]);
        await Report(run, "tenants: eq on an e-mail address", [.. tenants.Select(t => new Contestant(
            $"{t.Count:N0}", silo.Port,
            LoadPlan.Get(t.Token, Enumerable.Range(1, 500).Select(i => $"/tenants/{t.Tenant}/scim/v2/Users?filter=emails.value%20eq%20%22copy{i}@example.com%22")), silo.ProcessId))]);
        await Report(run, "tenants: first page of 10 by index", [.. tenants.Select(t => new Contestant(
            $"{t.Count:N0}", silo.Port, LoadPlan.Get(t.Token, [$"/tenants/{t.Tenant}/scim/v2/Users?count=10"]), silo.ProcessId))]);
        await Cursors(run, silo, tenants);
        await Report(run, "tenants: POST user", [.. tenants.Select(t => new Contestant(
            $"{t.Count:N0}", silo.Port, Plans.Create(t.Token, $"/tenants/{t.Tenant}/scim/v2", "made"), silo.ProcessId))]);
    }

    // The page behind the fiftieth, in each tenant.
    private static async Task Cursors(Run run, SiloServer silo, List<(string Tenant, string Token, int Count)> tenants)
    {
        var contestants = new List<Contestant>();
        foreach ((string tenant, string token, int count) in tenants)
        {
            string? cursor = "";
            for (int page = 0; page < 50 && cursor is not null; page++)
            {
                JsonNode answer = (await silo.Tenant(tenant, token).Send("GET", $"/Users?count=10&cursor={Uri.EscapeDataString(cursor)}"))!;
                cursor = answer["nextCursor"]?.GetValue<string>();
            }

            if (cursor is null)
            {
                run.Output.WriteLine("  pages by cursor: this build has none");
                return;
            }

            contestants.Add(new Contestant($"{count:N0}", silo.Port, LoadPlan.Get(token, [$"/tenants/{tenant}/scim/v2/Users?count=10&cursor={Uri.EscapeDataString(cursor)}"]), silo.ProcessId));
        }

        await Report(run, "tenants: page of 10 by cursor", contestants);
    }

    private static async Task Fill(Run run, Database database, SiloServer silo, List<(string Tenant, string Token, int Count)> tenants)
    {
        var templates = new List<string>();
        foreach ((string tenant, string token, _) in tenants) templates.Add(await silo.Tenant(tenant, token).Create("/Users", Bodies.User("template")));
        await silo.Stop();
        for (int i = 0; i < tenants.Count; i++)
        {
            long began = TimeProvider.System.GetTimestamp();
            await database.CopyUsers(tenants[i].Tenant, templates[i], "template", tenants[i].Count);
            run.Output.WriteLine($"  {tenants[i].Count:N0} users in {tenants[i].Tenant}: {TimeProvider.System.GetElapsedTime(began).TotalSeconds:N0} s");
        }

        await silo.Start();
    }

    private static async Task Report(Run run, string scenario, List<Contestant> contestants)
    {
        await Duel.Play(run.Options, contestants);
        Contestant first = contestants[0];
        foreach (Contestant larger in contestants.Skip(1))
        {
            Row row = Duel.Compare(scenario, run.Storage, first, larger, atMost: ReferenceEquals(larger, contestants[^1]) ? Goal : null);
            run.Report(row with { Measured = $"time at {larger.Name} / at {first.Name}" });
        }
    }
}
