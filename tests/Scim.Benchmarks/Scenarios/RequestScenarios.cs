using System.Text.Json.Nodes;
using Scim.Benchmarks.Bare;
using Scim.Benchmarks.Load;
using Scim.Benchmarks.Servers;

namespace Scim.Benchmarks.Scenarios;

/// <summary>The requests that identity providers send all day, against a bare endpoint that answers the same bytes, or against another build.</summary>
internal static class RequestScenarios
{
    private const double ReadGoal = 0.8, WriteGoal = 0.7;
    private const int Users = 256, Groups = 64;
    private const string Form = "application/x-www-form-urlencoded";
    private const string Root = "/tenants/demo/scim/v2", Filter = "filter=userName%20eq%20%22SEED0@example.com%22";

    /// <summary>The scenario.</summary>
    public static Scenario All { get; } = new(
        ["get", "eq", "introspect", "post", "active", "member"], "GET one user, userName eq, introspect a session, POST user, PATCH active, PATCH one member; against bare Kestrel and, for writes, one statement", Run);

    private static async Task Run(Run run)
    {
        await using Database database = await Databases.Create(run.Storage);
        await using SiloServer silo = await SiloServer.Start(database);
        Seeds seeds = await Seed(silo);
        await database.Analyze();
        if (run.Options.Against is { } program)
        {
            await using Database second = await Databases.Create(run.Storage);
            await using SiloServer other = await SiloServer.Start(second, program: program);
            Dictionary<string, LoadPlan> plans = Requests(other.Token, await Seed(other));
            await second.Analyze();
            await Play(run, "this build", silo, seeds, (name, _) => new Contestant("the other", other.Port, plans[name], other.ProcessId), goals: false);
            return;
        }

        await using BareServer bare = await BareServer.Start(database, await Capture(silo, seeds), [.. seeds.Users, .. seeds.Groups]);
        await Play(run, "ours", silo, seeds, (_, plan) => new Contestant("bare", bare.Port, plan, bare.ProcessId), goals: true);
    }

    private static async Task Play(Run run, string title, SiloServer silo, Seeds seeds, Func<string, LoadPlan, Contestant> opponent, bool goals)
    {
        foreach ((string name, LoadPlan plan) in Requests(silo.Token, seeds))
        {
            if (!run.Wants(name)) continue;
            Contestant ours = new(title, silo.Port, plan, silo.ProcessId), other = opponent(name, plan);
            await Duel.Play(run.Options, [ours, other]);
            run.Report(Duel.Compare(name, run.Storage, ours, other, atLeast: !goals ? null : name is "get" or "eq" or "introspect" ? ReadGoal : WriteGoal));
        }
    }

    private static Dictionary<string, LoadPlan> Requests(string token, Seeds seeds) => new()
    {
        ["get"] = LoadPlan.Get(token, [$"{Root}/Users/{seeds.Users[0]}"]),
        ["eq"] = LoadPlan.Get(token, [$"{Root}/Users?{Filter}"]),
        ["introspect"] = LoadPlan.Send(
            token, "POST", LoadPlan.Quote("/tenants/demo/api/sessions/introspect"), LoadPlan.Quote($"token={seeds.Session}"), mediaType: Form),
        ["post"] = Plans.Create(token, Root, "made"),
        ["active"] = Plans.Active(token, Root, seeds.Users),
        ["member"] = Plans.Member(token, Root, seeds.Groups, seeds.Users),
    };

    private static async Task<Seeds> Seed(SiloServer silo)
    {
        string[] users = new string[Users], groups = new string[Groups];
        for (int i = 0; i < Users; i++) users[i] = await silo.Demo.Create("/Users", Bodies.User($"seed{i}"));
        for (int i = 0; i < Groups; i++) groups[i] = await silo.Demo.Create("/Groups", Bodies.Group($"Group {i}"));
        JsonNode session = (await silo.Workplace("application/json").Send("POST", "/sessions", $$"""{"userId":"{{users[0]}}"}"""))!;
        return new Seeds(users, groups, session["token"]!.GetValue<string>());
    }

    private static async Task<Dictionary<string, CapturedAnswer>> Capture(SiloServer silo, Seeds seeds)
    {
        async Task<CapturedAnswer> Of(string method, string path, string? body = null, Api? api = null)
        {
            using HttpResponseMessage answer = await (api ?? silo.Demo).Raw(method, path, body);
            return answer.IsSuccessStatusCode ? await CapturedAnswer.Of(answer) : throw new InvalidOperationException($"{method} {path} was answered {(int)answer.StatusCode}.");
        }

        return new Dictionary<string, CapturedAnswer>
        {
            ["user"] = await Of("GET", $"/Users/{seeds.Users[0]}"),
            ["list"] = await Of("GET", $"/Users?{Filter}"),
            ["introspected"] = await Of("POST", "/sessions/introspect", $"token={seeds.Session}", silo.Workplace(Form)),
            ["created"] = await Of("POST", "/Users", Bodies.User("captured")),
            ["patched"] = await Of("PATCH", $"/Users/{seeds.Users[1]}", Bodies.Active("true")),
            ["member"] = await Of("PATCH", $"/Groups/{seeds.Groups[0]}", Bodies.Remove(seeds.Users[0])),
        };
    }

    private sealed record Seeds(string[] Users, string[] Groups, string Session);
}
