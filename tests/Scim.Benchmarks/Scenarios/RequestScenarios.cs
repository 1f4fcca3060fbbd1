using Scim.Benchmarks.Bare;
using Scim.Benchmarks.Load;
using Scim.Benchmarks.Measuring;
using Scim.Benchmarks.Servers;

namespace Scim.Benchmarks.Scenarios;

/// <summary>The requests that identity providers send all day, against a bare endpoint that answers the same bytes.</summary>
internal static class RequestScenarios
{
    private const double ReadGoal = 0.8, WriteGoal = 0.7;
    private const int Users = 256, Groups = 64;
    private const string Root = "/tenants/demo/scim/v2";

    /// <summary>The scenario.</summary>
    public static Scenario All { get; } = new(
        ["get", "eq", "post", "active", "member"], "GET one user, userName eq, POST user, PATCH active, PATCH one member; against bare Kestrel and, for writes, one statement", Run);

    private static async Task Run(Run run)
    {
        await using Database database = await Databases.Create(run.Storage);
        await using SiloServer silo = await SiloServer.Start(database);
        string[] users = new string[Users], groups = new string[Groups];
        for (int i = 0; i < Users; i++) users[i] = await silo.Demo.Create("/Users", Bodies.User($"seed{i}"));
        for (int i = 0; i < Groups; i++) groups[i] = await silo.Demo.Create("/Groups", Bodies.Group($"Group {i}"));
        string user = $"{Root}/Users/{users[0]}", list = $"{Root}/Users?filter=userName%20eq%20%22SEED0@example.com%22";
        Dictionary<string, CapturedAnswer> answers = await Capture(silo, users, groups);
        await using BareServer bare = await BareServer.Start(database, answers, [.. users, .. groups]);
        foreach ((string name, double goal, LoadPlan plan) in new[]
                 {
                     ("get", ReadGoal, LoadPlan.Get(silo.Token, [user])),
                     ("eq", ReadGoal, LoadPlan.Get(silo.Token, [list])),
                     ("post", WriteGoal, Plans.Create(silo.Token, Root, "made")),
                     ("active", WriteGoal, Plans.Active(silo.Token, Root, users)),
                     ("member", WriteGoal, Plans.Member(silo.Token, Root, groups, users)),
                 })
        {
            if (!run.Wants(name)) continue;
            Contestant ours = new("ours", silo.Port, plan, silo.ProcessId), other = new("bare", bare.Port, plan, bare.ProcessId);
            await Duel.Play(run.Options, [ours, other]);
            run.Report(Duel.Compare(name, run.Storage, ours, other, atLeast: goal));
        }
    }

    private static async Task<Dictionary<string, CapturedAnswer>> Capture(SiloServer silo, string[] users, string[] groups)
    {
        async Task<CapturedAnswer> Of(string method, string path, string? body = null)
        {
            using HttpResponseMessage answer = await silo.Demo.Raw(method, path, body);
            return answer.IsSuccessStatusCode ? await CapturedAnswer.Of(answer) : throw new InvalidOperationException($"{method} {path} was answered {(int)answer.StatusCode}.");
        }

        return new Dictionary<string, CapturedAnswer>
        {
            ["user"] = await Of("GET", $"/Users/{users[0]}"),
            ["list"] = await Of("GET", "/Users?filter=userName%20eq%20%22SEED0@example.com%22"),
            ["created"] = await Of("POST", "/Users", Bodies.User("captured")),
            ["patched"] = await Of("PATCH", $"/Users/{users[1]}", Bodies.Active("true")),
            ["member"] = await Of("PATCH", $"/Groups/{groups[0]}", Bodies.Remove(users[0])),
        };
    }
}
