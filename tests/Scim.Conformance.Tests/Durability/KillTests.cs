using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Scim.Conformance.Tests.Durability;

/// <summary>
/// The server dies at random moments while clients write as fast as they can, and starts again: every answered write is there, an
/// unanswered one is there whole or not at all, no name is held by nobody, no member is lost. <c>SCIM_KILLS</c> sets the number of
/// kills (20), <c>SCIM_SEED</c> repeats a run's decisions.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Kill_WhileClientsWrite_LosesNothingThatWasAnswered()
    {
        int kills = Setting("SCIM_KILLS") ?? 20;
        await Rounds(kills, (server, _) => server.Kill());
    }

    [Fact]
    public async Task Stop_WhileClientsWrite_LosesNothingThatWasAnswered() =>
        await Rounds(3, async (server, round) => Assert.True(await server.Stop() == 0,
            $"The stop of round {round} did not end with code 0:\n{server.Process.Printed}"));

    [Fact]
    public async Task Kill_DuringTheFirstStart_LeavesAFolderThatStarts()
    {
        int seed = Setting("SCIM_SEED") ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"SCIM_SEED={seed}");
        Random random = new(seed);
        using TempFolder folder = new();
        ServerSettings settings = new() { DataFolder = folder["data"] };
        for (int i = 0; i < 6; i++)
        {
            Dictionary<string, string> environment = new() { ["Scim__Data"] = folder["data"] };
            await using SiloProcess process = SiloProcess.Start(folder.FullName, environment, "--urls", $"http://127.0.0.1:{FreePort.Next()}");
            await Task.Delay(random.Next(100, 2500));
            process.Kill();
            await process.Exit(TimeSpan.FromSeconds(60));
        }
        await using ScimServer server = await ScimServer.Start(settings);
        (await server.Operator.Get("/tenants/demo")).Expect(200);
        TestTenant tenant = await server.Operator.NewTenant();
        await tenant.Scim.CreateUser("works");
    }

    private async Task Rounds(int number, Func<ScimServer, int, Task> end)
    {
        int seed = Setting("SCIM_SEED") ?? RandomNumberGenerator.GetInt32(int.MaxValue - 100);
        output.WriteLine($"SCIM_SEED={seed}");
        await using ScimServer server = await ScimServer.Start();
        Workload workload = await Workload.Prepare(server, seed);
        Stopwatch watch = Stopwatch.StartNew();
        for (int round = 1; round <= number; round++)
        {
            try
            {
                await workload.RunUntil(() => end(server, round));
                await server.Restart();
                await workload.Verify();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Assert.Fail($"Round {round}, SCIM_SEED={seed}: {e.Message}\n{e.StackTrace}\nThe server printed:\n{server.Process.Printed}");
            }
            output.WriteLine($"round {round}: {workload.Answered} writes answered, {workload.Users} users, {watch.Elapsed.TotalSeconds:0.0} s");
            Assert.True(watch.Elapsed < Bound, $"{round} rounds took {watch.Elapsed}.");
        }
        await workload.VerifyEveryName();
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
