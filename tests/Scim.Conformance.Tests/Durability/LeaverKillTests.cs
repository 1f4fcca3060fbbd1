using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace Scim.Conformance.Tests.Durability;

/// <summary>
/// The server dies while people leave and come back and their time runs out: who was deactivated and whose time was over is gone in the end, everybody else is there,
/// no name is lost and no member too many. <c>SCIM_SEED</c> repeats a run's decisions.
/// </summary>
public sealed class LeaverKillTests(ITestOutputHelper output)
{
    private const int Rounds = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Kill_WhilePeopleLeave_DeletesThoseWhoLeftAndNobodyElse()
    {
        Random random = Seeded();
        await using ScimServer server = await ScimServer.Start();
        TestTenant tenant = await server.Operator.NewTenant();
        await tenant.Settings(new { deprovisioning = new { deleteAfter = "PT3S" } });
        ConcurrentDictionary<string, bool> leavers = new(), stayers = new(), unknown = new();
        string group = await tenant.Scim.CreateGroup("everybody");
        int number = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using CancellationTokenSource end = new();
            Task[] clients = [.. Enumerable.Range(0, 4).Select(_ => Live(end.Token))];
            await Task.Delay(random.Next(1500, 5000));
            await server.Kill();
            await end.CancelAsync();
            await Task.WhenAll(clients);
            await server.Restart();
        }

        output.WriteLine($"{leavers.Count} left, {stayers.Count} stayed, {unknown.Count} unanswered");
        await Eventually.Holds(async () => await Inactive() == 0, Patience, () => "somebody who left is still there");
        foreach (string id in leavers.Keys) (await tenant.Scim.Get($"/Users/{id}")).ExpectError(404);
        foreach (string id in stayers.Keys) Assert.True((await tenant.Scim.Get($"/Users/{id}")).Expect(200).At("/active").GetBoolean());
        HashSet<string> there = [.. stayers.Keys, .. unknown.Keys];
        string[] members = await tenant.Scim.MembersOf(group);
        Assert.All(members, id => Assert.Contains(id, there));
        foreach (string name in leavers.Keys.Take(50).Select((_, i) => $"person.{i}")) (await tenant.Scim.Post("/Users", Bodies.User(name))).Expect(201, 409);

        async Task<int> Inactive() => (await tenant.Scim.Query("/Users", "active eq false", "count=0")).TotalResults;

        // One after the other: comes, joins, leaves, and every third one comes back at once.
        async Task Live(CancellationToken end)
        {
            while (!end.IsCancellationRequested)
            {
                string id = "";
                try
                {
                    int own = Interlocked.Increment(ref number);
                    id = await tenant.Scim.CreateUser($"person.{own}");
                    unknown[id] = true;
                    (await tenant.Scim.Patch($"/Groups/{group}", Bodies.Patch(Bodies.Add("members", Bodies.Members([id]))))).Expect(200, 204);
                    await tenant.Scim.Deactivate(id);
                    if (own % 3 == 0)
                    {
                        (await tenant.Scim.Patch($"/Users/{id}", Bodies.Patch(Bodies.Replace("active", true)))).Expect(200, 204);
                        stayers[id] = true;
                    }
                    else
                    {
                        leavers[id] = true;
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
    public async Task Kill_WhilePostsOfOneNameRace_LeavesOneGroupWithEveryAnsweredMember()
    {
        Random random = Seeded();
        await using ScimServer server = await ScimServer.Start();
        TestTenant tenant = await server.Operator.NewTenant();
        string[] users = await tenant.Scim.CreateUsers("member", 40);
        ConcurrentDictionary<string, (string Group, string User)> answered = new();
        for (int round = 0; round < Rounds; round++)
        {
            string name = $"Racers {round}";
            Task[] posts = [.. users.Select(async (user, i) =>
            {
                try
                {
                    string externalId = $"{round}.{i}";
                    ScimResponse post = await tenant.Scim.Post("/Groups", Bodies.Group(i % 2 == 0 ? name : name.ToUpperInvariant(), user).With("externalId", externalId));
                    if (post.Status == 201) answered[externalId] = (post.Id, user);
                }
                catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
                {
                    // Whether it happened is for the server to say.
                }
            })];
            await Task.Delay(random.Next(0, 120));
            await server.Kill();
            await Task.WhenAll(posts);
            await server.Restart();

            ScimResponse found = (await tenant.Scim.Query("/Groups", $"displayName eq \"{name}\"")).Expect(200);
            Assert.InRange(found.TotalResults, answered.Keys.Any(k => k.StartsWith($"{round}.", StringComparison.Ordinal)) ? 1 : 0, 1);
            foreach ((string externalId, (string group, string user)) in answered.Where(a => a.Key.StartsWith($"{round}.", StringComparison.Ordinal)))
            {
                Assert.Equal(group, found.Text("/Resources/0/id"));
                Assert.Contains(user, await tenant.Scim.MembersOf(group));
                Assert.Equal(1, (await tenant.Scim.Query("/Groups", $"externalId eq \"{externalId}\"")).TotalResults);
            }

            output.WriteLine($"round {round}: {answered.Count} answered in all");

            // And the name is not stuck.
            ScimResponse after = (await tenant.Scim.Post("/Groups", Bodies.Group(name, users[0]).With("externalId", $"after{round}"))).Expect(201);
            if (found.TotalResults == 1) Assert.Equal(found.Text("/Resources/0/id"), after.Id);
        }
    }

    private Random Seeded()
    {
        int seed = Environment.GetEnvironmentVariable("SCIM_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"SCIM_SEED={seed}");
        return new Random(seed);
    }
}
