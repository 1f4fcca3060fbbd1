using System.Diagnostics;
using System.Globalization;
using Scim.Benchmarks.Baseline;
using Scim.Benchmarks.Load;
using Scim.Benchmarks.Measurement;
using Scim.Benchmarks.Servers;

namespace Scim.Benchmarks.Scenarios;

/// <summary>
/// Measures the costs of a process: memory per active user grain, time to the first response, and the activation rate.
/// </summary>
internal static class ProcessScenarios
{
    /// <summary>The scenario of activation rate and memory.</summary>
    public static BenchmarkScenario Activation { get; } =
        new(["activation"], "activation rate, and memory per active user grain", RunActivationAsync);

    /// <summary>The scenario of a cold start.</summary>
    public static BenchmarkScenario Start { get; } =
        new(["start"], "time from the start of the process to the first response", RunStartAsync);

    private static async Task RunActivationAsync(ScenarioRun run)
    {
        int count = run.Options.IsQuick ? 5000 : 50_000;
        await using BenchmarkDatabase database = await BenchmarkDatabaseFactory.CreateDatabaseAsync(run.Storage);
        await using SiloServer silo = await SiloServer.StartAsync(database);
        string template = await silo.DemoClient.CreateResourceAsync("/Users", BenchmarkBodies.CreateUser("template"));
        await silo.StopAsync();
        await database.CopyUsersAsync("demo", template, "template", count + 1);
        await silo.StartAsync();
        LoadPlan active = LoadPlan.CreateGet(silo.Token, [$"/tenants/demo/scim/v2/Users/{template}"]);
        await WrkRunner.RunRoundAsync(silo.Port, active, 0, run.Options.Seconds, run.Options.Connections);
        long before = await ManagedHeap.MeasureLiveBytesAsync(silo.ProcessId);

        LoadPlan fresh = LoadPlan.CreateGet(
            silo.Token,
            Enumerable.Range(1, count).Select(i => $"/tenants/demo/scim/v2/Users/{BenchmarkDatabase.FormatCopyId(i)}")
        );
        var first = new List<double>();
        long activated = 0;
        while (activated < count)
        {
            WrkRound round = await WrkRunner.RunRoundAsync(silo.Port, fresh, activated, 1, run.Options.Connections);
            activated += round.RequestCount + run.Options.Connections;

            // A round that wrapped around hit users that were already active.
            if (activated <= count)
                first.Add(round.RequestsPerSecond);
        }

        long after = await ManagedHeap.MeasureLiveBytesAsync(silo.ProcessId);
        var again = new List<double>();
        for (int i = 0; i < Math.Max(3, first.Count); i++)
            again.Add(
                (await WrkRunner.RunRoundAsync(silo.Port, fresh, 0, 1, run.Options.Connections)).RequestsPerSecond
            );
        run.Report(
            new BenchmarkRow
            {
                Scenario = "activation: GET of users who are not active",
                Storage = run.Storage.ToString(),
                Measured = "inactive / active",
                Unit = "requests/s",
                Ours = Statistics.GetMedian(first),
                Other = Statistics.GetMedian(again),
                Ratios = [.. first.Zip(again, (a, b) => a / b)],
            }
        );
        run.Report(
            new BenchmarkRow
            {
                Scenario = "memory: live managed heap for each active user",
                Storage = run.Storage.ToString(),
                Measured = $"{count:N0} users",
                Unit = "bytes",
                Ours = (double)(after - before) / count,
            }
        );
    }

    private static async Task RunStartAsync(ScenarioRun run)
    {
        await using BenchmarkDatabase database = await BenchmarkDatabaseFactory.CreateDatabaseAsync(run.Storage);
        SiloServer silo = await SiloServer.StartAsync(database);
        string id = await silo.DemoClient.CreateResourceAsync("/Users", BenchmarkBodies.CreateUser("first"));
        using HttpResponseMessage response = await silo.DemoClient.SendRawAsync("GET", $"/Users/{id}");
        var responses = new Dictionary<string, CapturedResponse>
        {
            ["user"] = await CapturedResponse.FromResponseAsync(response),
        };
        List<double> ours = [],
            bare = [];
        await silo.StopAsync();
        for (int i = 0; i < Math.Min(run.Options.RoundCount, 5); i++)
        {
            long began = Stopwatch.GetTimestamp();
            await silo.StartAsync();
            await silo.DemoClient.SendJsonAsync("GET", $"/Users/{id}");
            ours.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await silo.StopAsync();

            began = Stopwatch.GetTimestamp();
            await using BaselineServer server = await BaselineServer.StartAsync(database, responses);
            await new BenchmarkClient(
                string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}/tenants/demo/scim/v2"),
                ""
            ).SendJsonAsync("GET", $"/Users/{id}");
            bare.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        await silo.DisposeAsync();
        run.Report(
            new BenchmarkRow
            {
                Scenario = "start: process start to first GET",
                Storage = run.Storage.ToString(),
                Measured = "ours / bare",
                Unit = "ms",
                Ours = Statistics.GetMedian(ours),
                Other = Statistics.GetMedian(bare),
                Ratios = [.. ours.Zip(bare, (a, b) => a / b)],
            }
        );
    }
}
