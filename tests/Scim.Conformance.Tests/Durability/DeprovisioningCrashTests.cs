using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace Scim.Conformance.Tests.Durability;

/// <summary>
/// Kills the server while users are deactivated, reactivated and deleted after their retention. Users whose retention
/// elapsed are deleted, all others remain, no name stays reserved, and no group has a superfluous member.
/// </summary>
/// <remarks><c>SCIM_SEED</c> repeats the random decisions of a run.</remarks>
public sealed class DeprovisioningCrashTests(ITestOutputHelper output)
{
    private const int RoundCount = 4;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Kill_WhileUsersAreDeprovisioned_DeletesOnlyDeactivatedUsers()
    {
        Random random = CreateRandom();
        await using ScimServer server = await ScimServer.StartAsync();
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await tenant.ChangeSettingsAsync(new { deprovisioning = new { deleteAfter = "PT3S" } });
        ConcurrentDictionary<string, bool> deactivated = new(),
            reactivated = new(),
            unknown = new();
        string group = await tenant.Scim.CreateGroupAsync("all");
        int number = 0;
        for (int round = 0; round < RoundCount; round++)
        {
            using CancellationTokenSource end = new();
            Task[] clients = [.. Enumerable.Range(0, 4).Select(_ => RunClientAsync(end.Token))];
            await Task.Delay(random.Next(1500, 5000));
            await server.KillAsync();
            await end.CancelAsync();
            await Task.WhenAll(clients);
            await server.RestartAsync();
        }

        output.WriteLine($"{deactivated.Count} deactivated, {reactivated.Count} reactivated, {unknown.Count} unknown");
        await Polling.WaitUntilAsync(
            async () => await CountInactiveAsync() == 0,
            Timeout,
            () => "a deactivated user was not deleted"
        );
        foreach (string id in deactivated.Keys)
            (await tenant.Scim.GetAsync($"/Users/{id}")).AssertError(404);
        foreach (string id in reactivated.Keys)
            Assert.True(
                (await tenant.Scim.GetAsync($"/Users/{id}")).AssertStatus(200).GetElement("/active").GetBoolean()
            );
        HashSet<string> possible = [.. reactivated.Keys, .. unknown.Keys];
        string[] members = await tenant.Scim.ReadMemberIdsAsync(group);
        Assert.All(members, id => Assert.Contains(id, possible));
        foreach (string name in deactivated.Keys.Take(50).Select((_, i) => $"person.{i}"))
            (await tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser(name))).AssertStatus(201, 409);

        async Task<int> CountInactiveAsync() =>
            (await tenant.Scim.QueryResourcesAsync("/Users", "active eq false", "count=0")).TotalResults;

        // Sequentially creates a user, adds it to the group and deactivates it; every third user is reactivated at
        // once.
        async Task RunClientAsync(CancellationToken end)
        {
            while (!end.IsCancellationRequested)
            {
                string id = "";
                try
                {
                    int own = Interlocked.Increment(ref number);
                    id = await tenant.Scim.CreateUserAsync($"person.{own}");
                    unknown[id] = true;
                    (
                        await tenant.Scim.PatchAsync(
                            $"/Groups/{group}",
                            RequestBodies.CreatePatch(
                                RequestBodies.AddOperation("members", RequestBodies.CreateMembers([id]))
                            )
                        )
                    ).AssertStatus(200, 204);
                    await tenant.Scim.DeactivateUserAsync(id);
                    if (own % 3 == 0)
                    {
                        (
                            await tenant.Scim.PatchAsync(
                                $"/Users/{id}",
                                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", true))
                            )
                        ).AssertStatus(200, 204);
                        reactivated[id] = true;
                    }
                    else
                    {
                        deactivated[id] = true;
                    }

                    unknown.TryRemove(id, out bool _);
                }
                catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    [Fact]
    public async Task Kill_WhilePostsOfOneNameRace_LeavesOneGroupWithAcknowledgedMembers()
    {
        Random random = CreateRandom();
        await using ScimServer server = await ScimServer.StartAsync();
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        string[] users = await tenant.Scim.CreateUsersAsync("member", 40);
        ConcurrentDictionary<string, (string Group, string User)> answered = new();
        for (int round = 0; round < RoundCount; round++)
        {
            string name = $"Racers {round}";
            Task[] posts =
            [
                .. users.Select(
                    async (user, i) =>
                    {
                        try
                        {
                            string externalId = $"{round}.{i}";
                            ScimResponse post = await tenant.Scim.PostAsync(
                                "/Groups",
                                RequestBodies
                                    .CreateGroup(i % 2 == 0 ? name : name.ToUpperInvariant(), user)
                                    .WithMembers("externalId", externalId)
                            );
                            if (post.Status == 201)
                                answered[externalId] = (post.Id, user);
                        }
                        catch (Exception e)
                            when (e is HttpRequestException or IOException or OperationCanceledException)
                        {
                            // The outcome is unknown; the check after the restart reads it from the server.
                        }
                    }
                ),
            ];
            await Task.Delay(random.Next(0, 120));
            await server.KillAsync();
            await Task.WhenAll(posts);
            await server.RestartAsync();

            ScimResponse found = (
                await tenant.Scim.QueryResourcesAsync("/Groups", $"displayName eq \"{name}\"")
            ).AssertStatus(200);
            Assert.InRange(
                found.TotalResults,
                answered.Keys.Any(k => k.StartsWith($"{round}.", StringComparison.Ordinal)) ? 1 : 0,
                1
            );
            foreach (
                (string externalId, (string group, string user)) in answered.Where(a =>
                    a.Key.StartsWith($"{round}.", StringComparison.Ordinal)
                )
            )
            {
                Assert.Equal(group, found.GetText("/Resources/0/id"));
                Assert.Contains(user, await tenant.Scim.ReadMemberIdsAsync(group));
                Assert.Equal(
                    1,
                    (await tenant.Scim.QueryResourcesAsync("/Groups", $"externalId eq \"{externalId}\"")).TotalResults
                );
            }

            output.WriteLine($"round {round}: {answered.Count} POSTs acknowledged in total");

            // The name is still usable.
            ScimResponse after = (
                await tenant.Scim.PostAsync(
                    "/Groups",
                    RequestBodies.CreateGroup(name, users[0]).WithMembers("externalId", $"after{round}")
                )
            ).AssertStatus(201);
            if (found.TotalResults == 1)
                Assert.Equal(found.GetText("/Resources/0/id"), after.Id);
        }
    }

    private Random CreateRandom()
    {
        int seed = Environment.GetEnvironmentVariable("SCIM_SEED") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"SCIM_SEED={seed}");
        return new Random(seed);
    }
}
