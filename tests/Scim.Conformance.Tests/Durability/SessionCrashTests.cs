using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Durability;

/// <summary>
/// Kills the server while sessions are started and ended. Active sessions survive, ended sessions stay ended, and
/// inactive users have no session.
/// </summary>
/// <remarks><c>SCIM_SEED</c> repeats the random decisions of a run.</remarks>
public sealed class SessionCrashTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Kill_BetweenRequests_KeepsActiveAndEndedSessions()
    {
        await using ScimServer server = await ScimServer.StartAsync();
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await tenant.Scim.CreateUserAsync("ada"),
            leaver = await tenant.Scim.CreateUserAsync("leaver");
        string stays = (await api.StartSessionAsync(id)).Token;
        (string ended, string endedToken) = await api.StartSessionAsync(id);
        string left = (await api.StartSessionAsync(leaver)).Token;
        (await api.DeleteAsync($"/users/{id}/sessions/{ended}")).AssertStatus(204);
        await tenant.Scim.DeactivateUserAsync(leaver);
        await server.KillAsync();
        await server.RestartAsync();
        Assert.Equal(
            (true, false, false),
            (
                await api.IsSessionActiveAsync(stays),
                await api.IsSessionActiveAsync(endedToken),
                await api.IsSessionActiveAsync(left)
            )
        );
        (await api.PostAsync($"/users/{leaver}/activate")).AssertStatus(204);
        Assert.False(await api.IsSessionActiveAsync(left));
    }

    [Fact]
    public async Task Kill_WhileUsersSignInAndAreDeactivated_LeavesNoSessionOfInactiveUsers()
    {
        int seed = Environment.GetEnvironmentVariable("SCIM_SEED") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"SCIM_SEED={seed}");
        Random random = new(seed);
        await using ScimServer server = await ScimServer.StartAsync();
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        int checkedActive = 0,
            checkedEnded = 0;
        for (int round = 0; round < 4; round++)
        {
            string[] users = await tenant.Scim.CreateUsersAsync($"person{round}", 24);
            ConcurrentBag<(string User, string Token)> sessions = [];
            foreach (string user in users)
                sessions.Add((user, (await api.StartSessionAsync(user)).Token));
            Task[] work =
            [
                .. users.Select(
                    async (user, i) =>
                    {
                        try
                        {
                            ScimResponse start = await api.PostAsync("/sessions", new { userId = user });
                            if (start.Status == 201)
                                sessions.Add((user, start.GetText("/token")));
                            if (i % 4 > 0)
                                await tenant.Scim.DeactivateUserAsync(user);
                        }
                        catch (Exception e)
                            when (e is HttpRequestException or IOException or OperationCanceledException)
                        {
                            // The outcome is unknown; the check after the restart reads it from the server.
                        }
                    }
                ),
            ];
            await Task.Delay(random.Next(5, 150));
            await server.KillAsync();
            await Task.WhenAll(work);
            await server.RestartAsync();

            HashSet<string> active = [];
            foreach (string user in users)
            {
                if (
                    (await tenant.Scim.GetAsync($"/Users/{user}")).AssertStatus(200).GetElement("/active")
                    is not { ValueKind: System.Text.Json.JsonValueKind.False }
                )
                    active.Add(user);
            }

            foreach ((string user, string token) in sessions)
            {
                Assert.True(
                    await api.IsSessionActiveAsync(token) == active.Contains(user),
                    $"Round {round}, SCIM_SEED={seed}: wrong session state of a user who is "
                        + (active.Contains(user) ? "active" : "inactive")
                );
                if (active.Contains(user))
                    checkedActive++;
                else
                    checkedEnded++;
            }
        }

        output.WriteLine($"{checkedActive} sessions are active, {checkedEnded} have ended");
    }
}
