using System.Diagnostics;
using System.Globalization;
using Scim.Benchmarks.Bare;
using Scim.Benchmarks.Load;
using Scim.Benchmarks.Measuring;
using Scim.Benchmarks.Servers;

namespace Scim.Benchmarks.Scenarios;

/// <summary>What a process costs: memory for each active user, time until the first answer, and how fast users become active.</summary>
internal static class ProcessScenarios
{
    /// <summary>Memory and activation.</summary>
    public static Scenario Activation { get; } = new(["activation"], "activation rate, and memory for each active user grain", RunActivation);

    /// <summary>Cold start.</summary>
    public static Scenario Start { get; } = new(["start"], "time from the start of the process to the first answer", RunStart);

    private static async Task RunActivation(Run run)
    {
        int count = run.Options.Quick ? 5000 : 50_000;
        await using Database database = await Databases.Create(run.Storage);
        await using SiloServer silo = await SiloServer.Start(database);
        string template = await silo.Demo.Create("/Users", Bodies.User("template"));
        await silo.Stop();
        await database.CopyUsers("demo", template, "template", count + 1);
        await silo.Start();
        LoadPlan active = LoadPlan.Get(silo.Token, [$"/tenants/demo/scim/v2/Users/{template}"]);
        await Wrk.Run(silo.Port, active, 0, run.Options.Seconds, run.Options.Connections);
        long before = await ManagedHeap.Live(silo.ProcessId);

        LoadPlan fresh = LoadPlan.Get(silo.Token, Enumerable.Range(1, count).Select(i => $"/tenants/demo/scim/v2/Users/{Database.CopyId(i)}"));
        var first = new List<double>();
        long activated = 0;
        while (activated < count)
        {
            WrkRound round = await Wrk.Run(silo.Port, fresh, activated, 1, run.Options.Connections);
            activated += round.Requests + run.Options.Connections;

            // A round that went round once more met users who were active already.
            if (activated <= count) first.Add(round.Rate);
        }

        long after = await ManagedHeap.Live(silo.ProcessId);
        var again = new List<double>();
        for (int i = 0; i < Math.Max(3, first.Count); i++) again.Add((await Wrk.Run(silo.Port, fresh, 0, 1, run.Options.Connections)).Rate);
        run.Report(new Row
        {
            Scenario = "activation: GET of users who are not active",
            Storage = run.Storage.ToString(),
            Measured = "inactive / active",
            Unit = "requests/s",
            Ours = Statistics.Median(first),
            Other = Statistics.Median(again),
            Ratios = [.. first.Zip(again, (a, b) => a / b)],
        });
        run.Report(new Row
        {
            Scenario = "memory: live managed heap for each active user",
            Storage = run.Storage.ToString(),
            Measured = $"{count:N0} users",
            Unit = "bytes",
            Ours = (double)(after - before) / count,
        });
    }

    private static async Task RunStart(Run run)
    {
        await using Database database = await Databases.Create(run.Storage);
        SiloServer silo = await SiloServer.Start(database);
        string id = await silo.Demo.Create("/Users", Bodies.User("first"));
        using HttpResponseMessage answer = await silo.Demo.Raw("GET", $"/Users/{id}");
        var answers = new Dictionary<string, CapturedAnswer> { ["user"] = await CapturedAnswer.Of(answer) };
        List<double> ours = [], bare = [];
        await silo.Stop();
        for (int i = 0; i < Math.Min(run.Options.Rounds, 5); i++)
        {
            long began = Stopwatch.GetTimestamp();
            await silo.Start();
            await silo.Demo.Send("GET", $"/Users/{id}");
            ours.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await silo.Stop();

            began = Stopwatch.GetTimestamp();
            await using BareServer server = await BareServer.Start(database, answers);
            await new Api(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}/tenants/demo/scim/v2"), "").Send("GET", $"/Users/{id}");
            bare.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        await silo.DisposeAsync();
        run.Report(new Row
        {
            Scenario = "start: process start to first GET",
            Storage = run.Storage.ToString(),
            Measured = "ours / bare",
            Unit = "ms",
            Ours = Statistics.Median(ours),
            Other = Statistics.Median(bare),
            Ratios = [.. ours.Zip(bare, (a, b) => a / b)],
        });
    }
}
