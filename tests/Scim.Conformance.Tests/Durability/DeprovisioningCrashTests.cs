using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace Scim.Conformance.Tests.Durability;

/// <summary>
/// The server dies while people leave and come back and their time runs out: who was deactivated and whose time was
/// over is gone in the end, everybody else is there, no name is lost and no member too many. <c>SCIM_SEED</c> repeats a
/// run's decisions.
/// </summary>
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
        ConcurrentDictionary<string, bool> leavers = new(),
            stayers = new(),
            unknown = new();
        string group = await tenant.Scim.CreateGroupAsync("everybody");
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

        output.WriteLine(
            $"{leavers.Count} left, {stayers.Count} stayed, {unknown.Count} unanswered"
        );
        await Polling.WaitUntilAsync(
            async () => await CountInactiveAsync() == 0,
            Timeout,
            () => "somebody who left is still there"
        );
        foreach (string id in leavers.Keys)
            (await tenant.Scim.GetAsync($"/Users/{id}")).AssertError(404);
        foreach (string id in stayers.Keys)
            Assert.True(
                (await tenant.Scim.GetAsync($"/Users/{id}"))
                    .AssertStatus(200)
                    .GetElement("/active")
                    .GetBoolean()
            );
        HashSet<string> there = [.. stayers.Keys, .. unknown.Keys];
        string[] members = await tenant.Scim.ReadMemberIdsAsync(group);
        Assert.All(members, id => Assert.Contains(id, there));
        foreach (string name in leavers.Keys.Take(50).Select((_, i) => $"person.{i}"))
            (await tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser(name))).AssertStatus(
                201,
                409
            );

        async Task<int> CountInactiveAsync() =>
            (
                await tenant.Scim.QueryResourcesAsync("/Users", "active eq false", "count=0")
            ).TotalResults;

        // One after the other: comes, joins, leaves, and every third one comes back at once.
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
                                RequestBodies.AddOperation(
                                    "members",
                                    RequestBodies.CreateMembers([id])
                                )
                            )
                        )
                    ).AssertStatus(200, 204);
                    await tenant.Scim.DeactivateUserAsync(id);
                    if (own % 3 == 0)
                    {
                        (
                            await tenant.Scim.PatchAsync(
                                $"/Users/{id}",
                                RequestBodies.CreatePatch(
                                    RequestBodies.ReplaceOperation("active", true)
                                )
                            )
                        ).AssertStatus(200, 204);
                        stayers[id] = true;
                    }
                    else
                    {
                        leavers[id] = true;
                    }

                    unknown.TryRemove(id, out bool _);
                }
                catch (Exception e)
                    when (e is HttpRequestException or IOException or OperationCanceledException)
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
                            when (e
                                    is HttpRequestException
                                        or IOException
                                        or OperationCanceledException
                            )
                        {
                            // Whether it happened is for the server to say.
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
                    (
                        await tenant.Scim.QueryResourcesAsync(
                            "/Groups",
                            $"externalId eq \"{externalId}\""
                        )
                    ).TotalResults
                );
            }

            output.WriteLine($"round {round}: {answered.Count} answered in all");

            // And the name is not stuck.
            ScimResponse after = (
                await tenant.Scim.PostAsync(
                    "/Groups",
                    RequestBodies
                        .CreateGroup(name, users[0])
                        .WithMembers("externalId", $"after{round}")
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
