using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Scim.Conformance.Tests.Durability;

/// <summary>
/// Kills the server at random moments while clients write at full speed, and restarts it. Every acknowledged write is
/// present, an unacknowledged write is present in full or not at all, no name stays reserved without a user, and no
/// member is missing.
/// </summary>
/// <remarks>
/// <c>SCIM_KILLS</c> sets the number of kills (default 20); <c>SCIM_SEED</c> repeats the random decisions of a run.
/// </remarks>
public sealed class CrashRecoveryTests(ITestOutputHelper output)
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Kill_WhileClientsWrite_KeepsAcknowledgedWrites()
    {
        int kills = ReadSetting("SCIM_KILLS") ?? 20;
        await RunRoundsAsync(kills, (server, _) => server.KillAsync());
    }

    [Fact]
    public async Task Stop_WhileClientsWrite_KeepsAcknowledgedWrites() =>
        await RunRoundsAsync(
            3,
            async (server, round) =>
                Assert.True(
                    await server.StopAsync() == 0,
                    $"Stopping the server in round {round} did not exit with code 0:\n{server.Process.AllOutput}"
                )
        );

    [Fact]
    public async Task Kill_DuringFirstStart_LeavesUsableDataFolder()
    {
        int seed = ReadSetting("SCIM_SEED") ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"SCIM_SEED={seed}");
        Random random = new(seed);
        using TempFolder folder = new();
        ServerSettings settings = new() { DataFolder = folder["data"] };
        for (int i = 0; i < 6; i++)
        {
            Dictionary<string, string> environment = new() { ["Scim__Data"] = folder["data"] };
            await using SiloProcess process = SiloProcess.Start(
                folder.FullName,
                environment,
                "--urls",
                $"http://127.0.0.1:{PortAllocator.AllocatePort()}"
            );
            await Task.Delay(random.Next(100, 2500));
            process.Kill();
            await process.WaitForExitAsync(TimeSpan.FromSeconds(60));
        }
        await using ScimServer server = await ScimServer.StartAsync(settings);
        (await server.Operator.GetAsync("/tenants/demo")).AssertStatus(200);
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await tenant.Scim.CreateUserAsync("works");
    }

    private async Task RunRoundsAsync(int number, Func<ScimServer, int, Task> end)
    {
        int seed = ReadSetting("SCIM_SEED") ?? RandomNumberGenerator.GetInt32(int.MaxValue - 100);
        output.WriteLine($"SCIM_SEED={seed}");
        await using ScimServer server = await ScimServer.StartAsync();
        DurabilityWorkload workload = await DurabilityWorkload.PrepareTenantAsync(server, seed);
        Stopwatch watch = Stopwatch.StartNew();
        for (int round = 1; round <= number; round++)
        {
            try
            {
                await workload.RunUntilAsync(() => end(server, round));
                await server.RestartAsync();
                await workload.VerifyTenantAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Assert.Fail(
                    $"Round {round}, SCIM_SEED={seed}: {e.Message}\n{e.StackTrace}\n"
                        + $"The server printed:\n{server.Process.AllOutput}"
                );
            }
            output.WriteLine(
                $"round {round}: {workload.AnsweredCount} writes acknowledged, "
                    + $"{workload.UserCount} users, {watch.Elapsed.TotalSeconds:0.0} s"
            );
            Assert.True(watch.Elapsed < MaxDuration, $"{round} rounds took {watch.Elapsed}.");
        }
        await workload.VerifyEveryNameAsync();
    }

    private static int? ReadSetting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
