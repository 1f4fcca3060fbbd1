using System.Text.Json.Nodes;
using Scim.Benchmarks.Baseline;
using Scim.Benchmarks.Load;
using Scim.Benchmarks.Servers;

namespace Scim.Benchmarks.Scenarios;

/// <summary>
/// Measures the requests that identity providers send most, compared with a bare endpoint that returns the same bytes,
/// or with another build.
/// </summary>
internal static class RequestScenarios
{
    private const double MinReadRatio = 0.8,
        MinWriteRatio = 0.7;
    private const int UserCount = 256,
        GroupCount = 64;
    private const string FormMediaType = "application/x-www-form-urlencoded";
    private const string ScimRoot = "/tenants/demo/scim/v2",
        Filter = "filter=userName%20eq%20%22SEED0@example.com%22";

    /// <summary>The scenarios of single requests.</summary>
    public static BenchmarkScenario Scenario { get; } =
        new(
            ["get", "eq", "introspect", "post", "active", "member"],
            "GET one user, userName eq, introspect a session, POST user, PATCH active, PATCH one member; "
                + "compared with bare Kestrel and, for writes, one statement",
            RunScenarioAsync
        );

    private static async Task RunScenarioAsync(ScenarioRun run)
    {
        await using BenchmarkDatabase database = await BenchmarkDatabaseFactory.CreateDatabaseAsync(run.Storage);
        await using SiloServer silo = await SiloServer.StartAsync(database);
        SeedData seeds = await SeedTenantAsync(silo);
        await database.UpdateStatisticsAsync();
        if (run.Options.ComparisonProgram is { } program)
        {
            await using BenchmarkDatabase second = await BenchmarkDatabaseFactory.CreateDatabaseAsync(run.Storage);
            await using SiloServer other = await SiloServer.StartAsync(second, program: program);
            Dictionary<string, LoadPlan> plans = CreatePlans(other.Token, await SeedTenantAsync(other));
            await second.UpdateStatisticsAsync();
            await MeasureRequestsAsync(
                run,
                "this build",
                silo,
                seeds,
                (name, _) => new BenchmarkTarget("the other", other.Port, plans[name], other.ProcessId),
                goals: false
            );
            return;
        }

        await using BaselineServer bare = await BaselineServer.StartAsync(
            database,
            await CaptureResponsesAsync(silo, seeds),
            [.. seeds.Users, .. seeds.Groups]
        );
        await MeasureRequestsAsync(
            run,
            "ours",
            silo,
            seeds,
            (_, plan) => new BenchmarkTarget("bare", bare.Port, plan, bare.ProcessId),
            goals: true
        );
    }

    private static async Task MeasureRequestsAsync(
        ScenarioRun run,
        string title,
        SiloServer silo,
        SeedData seeds,
        Func<string, LoadPlan, BenchmarkTarget> createOther,
        bool goals
    )
    {
        foreach ((string name, LoadPlan plan) in CreatePlans(silo.Token, seeds))
        {
            if (!run.IsSelected(name))
                continue;
            BenchmarkTarget ours = new(title, silo.Port, plan, silo.ProcessId),
                other = createOther(name, plan);
            await SideBySideBenchmark.RunRoundsAsync(run.Options, [ours, other]);
            run.Report(
                SideBySideBenchmark.CreateRow(
                    name,
                    run.Storage,
                    ours,
                    other,
                    atLeast: !goals ? null
                        : name is "get" or "eq" or "introspect" ? MinReadRatio
                        : MinWriteRatio
                )
            );
        }
    }

    private static Dictionary<string, LoadPlan> CreatePlans(string token, SeedData seeds) =>
        new()
        {
            ["get"] = LoadPlan.CreateGet(token, [$"{ScimRoot}/Users/{seeds.Users[0]}"]),
            ["eq"] = LoadPlan.CreateGet(token, [$"{ScimRoot}/Users?{Filter}"]),
            ["introspect"] = LoadPlan.CreateSend(
                token,
                "POST",
                LoadPlan.QuoteLua("/tenants/demo/api/sessions/introspect"),
                LoadPlan.QuoteLua($"token={seeds.Session}"),
                mediaType: FormMediaType
            ),
            ["post"] = LoadPlans.CreateUsers(token, ScimRoot, "made"),
            ["active"] = LoadPlans.PatchActive(token, ScimRoot, seeds.Users),
            ["member"] = LoadPlans.PatchMember(token, ScimRoot, seeds.Groups, seeds.Users),
        };

    private static async Task<SeedData> SeedTenantAsync(SiloServer silo)
    {
        string[] users = new string[UserCount],
            groups = new string[GroupCount];
        for (int i = 0; i < UserCount; i++)
            users[i] = await silo.DemoClient.CreateResourceAsync("/Users", BenchmarkBodies.CreateUser($"seed{i}"));
        for (int i = 0; i < GroupCount; i++)
            groups[i] = await silo.DemoClient.CreateResourceAsync("/Groups", BenchmarkBodies.CreateGroup($"Group {i}"));
        JsonNode session = (
            await silo.CreateWorkplaceClient("application/json")
                .SendJsonAsync("POST", "/sessions", $$"""{"userId":"{{users[0]}}"}""")
        )!;
        return new SeedData(users, groups, session["token"]!.GetValue<string>());
    }

    private static async Task<Dictionary<string, CapturedResponse>> CaptureResponsesAsync(
        SiloServer silo,
        SeedData seeds
    )
    {
        async Task<CapturedResponse> CaptureResponseAsync(
            string method,
            string path,
            string? body = null,
            BenchmarkClient? api = null
        )
        {
            using HttpResponseMessage response = await (api ?? silo.DemoClient).SendRawAsync(method, path, body);
            return response.IsSuccessStatusCode
                ? await CapturedResponse.FromResponseAsync(response)
                : throw new InvalidOperationException($"{method} {path} returned status {(int)response.StatusCode}.");
        }

        return new Dictionary<string, CapturedResponse>
        {
            ["user"] = await CaptureResponseAsync("GET", $"/Users/{seeds.Users[0]}"),
            ["list"] = await CaptureResponseAsync("GET", $"/Users?{Filter}"),
            ["introspected"] = await CaptureResponseAsync(
                "POST",
                "/sessions/introspect",
                $"token={seeds.Session}",
                silo.CreateWorkplaceClient(FormMediaType)
            ),
            ["created"] = await CaptureResponseAsync("POST", "/Users", BenchmarkBodies.CreateUser("captured")),
            ["patched"] = await CaptureResponseAsync(
                "PATCH",
                $"/Users/{seeds.Users[1]}",
                BenchmarkBodies.PatchActive("true")
            ),
            ["member"] = await CaptureResponseAsync(
                "PATCH",
                $"/Groups/{seeds.Groups[0]}",
                BenchmarkBodies.RemoveMember(seeds.Users[0])
            ),
        };
    }

    private sealed record SeedData(string[] Users, string[] Groups, string Session);
}
