using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Scim.Conformance.Tests.Workplace;

namespace Scim.Conformance.Tests.Durability;

/// <summary>Sessions and the death of the server: what was started lives on, what was ended stays so, and nobody who is inactive has one. <c>SCIM_SEED</c> repeats a run's decisions.</summary>
public sealed class SessionKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Kill_BetweenRequests_LosesNoSessionAndBringsNoneBack()
    {
        await using ScimServer server = await ScimServer.Start();
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string id = await tenant.Scim.CreateUser("ada"), leaver = await tenant.Scim.CreateUser("leaver");
        string stays = (await api.StartSession(id)).Token;
        (string ended, string endedToken) = await api.StartSession(id);
        string left = (await api.StartSession(leaver)).Token;
        (await api.Delete($"/users/{id}/sessions/{ended}")).Expect(204);
        await tenant.Scim.Deactivate(leaver);
        await server.Kill();
        await server.Restart();
        Assert.Equal((true, false, false), (await api.IsAlive(stays), await api.IsAlive(endedToken), await api.IsAlive(left)));
        (await api.Post($"/users/{leaver}/activate")).Expect(204);
        Assert.False(await api.IsAlive(left));
    }

    [Fact]
    public async Task Kill_WhilePeopleSignInAndLeave_LeavesNobodyInactiveSignedIn()
    {
        int seed = Environment.GetEnvironmentVariable("SCIM_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"SCIM_SEED={seed}");
        Random random = new(seed);
        await using ScimServer server = await ScimServer.Start();
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        int checkedAlive = 0, checkedDead = 0;
        for (int round = 0; round < 4; round++)
        {
            string[] users = await tenant.Scim.CreateUsers($"person{round}", 24);
            ConcurrentBag<(string User, string Token)> sessions = [];
            foreach (string user in users) sessions.Add((user, (await api.StartSession(user)).Token));
            Task[] work = [.. users.Select(async (user, i) =>
            {
                try
                {
                    ScimResponse start = await api.Post("/sessions", new { userId = user });
                    if (start.Status == 201) sessions.Add((user, start.Text("/token")));
                    if (i % 4 > 0) await tenant.Scim.Deactivate(user);
                }
                catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
                {
                    // Whether it happened is for the server to say.
                }
            })];
            await Task.Delay(random.Next(5, 150));
            await server.Kill();
            await Task.WhenAll(work);
            await server.Restart();

            HashSet<string> active = [];
            foreach (string user in users)
            {
                if ((await tenant.Scim.Get($"/Users/{user}")).Expect(200).At("/active") is not { ValueKind: System.Text.Json.JsonValueKind.False }) active.Add(user);
            }

            foreach ((string user, string token) in sessions)
            {
                Assert.True(await api.IsAlive(token) == active.Contains(user), $"Round {round}, SCIM_SEED={seed}: the session of a user who is {(active.Contains(user) ? "" : "not ")}active");
                if (active.Contains(user)) checkedAlive++;
                else checkedDead++;
            }
        }

        output.WriteLine($"{checkedAlive} sessions lived on, {checkedDead} had ended");
    }
}
