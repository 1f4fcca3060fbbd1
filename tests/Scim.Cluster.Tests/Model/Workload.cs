using System.Text.Json;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Model;

/// <summary>Writers on one tenant through all nodes, and the comparison of what they know with what the cluster shows.</summary>
public sealed class Workload : IAsyncDisposable
{
    private const int Writers = 6;
    private const int Groups = 4;
    private const int Contenders = 4;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(120);

    private readonly TestTenant _tenant;
    private readonly IReadOnlyList<string> _urls;
    private readonly IReadOnlyList<string> _groups;
    private readonly HttpClient _http = Wire.NewClient();
    private readonly Writer[] _writers;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _contested = [];
    private Task[] _running = [];

    private Workload(TestTenant tenant, IReadOnlyList<string> urls, IReadOnlyList<string> groups, int seed)
    {
        (_tenant, _urls, _groups) = (tenant, urls, groups);
        _http.Timeout = Endpoints.Timeout;
        _writers = [.. Enumerable.Range(0, Writers).Select(i => new Writer(i, seed + i, new Endpoints(urls, tenant.Token, _http, new Random(seed - i)), groups))];
    }

    /// <summary>Requests sent, and those among them whose outcome nobody told.</summary>
    public (int Sent, int Unknown) Counts => (_writers.Sum(w => w.Endpoints.Counts.Sent), _writers.Sum(w => w.Endpoints.Counts.Unknown));

    /// <summary>Prepares a tenant and starts the writers.</summary>
    public static async Task<Workload> Start(TestCluster cluster, int seed)
    {
        TestTenant tenant = await cluster.Operator.NewTenant();
        var groups = new string[Groups];
        for (int i = 0; i < Groups; i++) groups[i] = await tenant.Scim.CreateGroup($"Crew {i}");
        var workload = new Workload(tenant, [.. cluster.Nodes.Select(n => $"{n.BaseUrl}/tenants/{tenant.Id}/scim/v2")], groups, seed);
        workload._running = [.. workload._writers.Select(w => w.Run(workload._stop.Token))];
        await workload.Progress("the start");
        return workload;
    }

    /// <summary>Waits until every writer has been acknowledged some requests more: the cluster serves again.</summary>
    /// <param name="after">What it recovers from, for messages.</param>
    /// <returns>The longest time for which a writer had no answer.</returns>
    public async Task<TimeSpan> Progress(string after)
    {
        int[] targets = [.. _writers.Select(w => w.Acknowledged + 20)];
        await Eventually.Holds(
            async () =>
            {
                if (_running.FirstOrDefault(r => r.IsFaulted) is { } failed) await failed;
                return _writers.Zip(targets).All(w => w.First.Acknowledged >= w.Second);
            },
            Recovery, () => $"the cluster does not serve again after {after}");
        return _writers.Max(w => w.Endpoints.TakeWindow());
    }

    /// <summary>Has several clients create one name at once, through all nodes.</summary>
    public async Task Contend(int round, Random random)
    {
        string name = $"contested.{round}";
        _contested.Add(name);
        ScimResponse?[] answers = await Task.WhenAll(Enumerable.Range(0, Contenders).Select(i =>
            new Endpoints(_urls, _tenant.Token, _http, new Random(random.Next())).Send("POST", "/Users", Bodies.User(name))));
        Assert.True(answers.Count(a => a?.Status == 201) <= 1, $"{name} was given to more than one");
        foreach (ScimResponse answer in answers.OfType<ScimResponse>()) answer.Expect(201, 409);
    }

    /// <summary>Stops the writers and compares everything; fails with what differs.</summary>
    public async Task Verify()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        Dictionary<string, JsonElement> users = await Everybody();
        var names = users.Values.GroupBy(u => u.GetProperty("userName").GetString()!, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.Count());
        Assert.All(names, n => Assert.True(n.Value == 1, $"{n.Key} is owned {n.Value} times"));
        HashSet<string> known = [];
        foreach (Person person in _writers.SelectMany(w => w.People))
        {
            known.Add(person.Id);
            bool isThere = users.TryGetValue(person.Id, out JsonElement user);
            Assert.True(person.Exists.Allows(isThere), $"User {person.Id} ({person.Name}) is {(isThere ? "there" : "lost")}, must be {person.Exists}");
            if (isThere && person.Contradiction(user) is { } wrong) Assert.Fail($"User {person.Id}: {wrong}");
        }

        HashSet<string> maybe = [.. _writers.SelectMany(w => w.MaybeCreated), .. _contested];
        foreach ((string id, JsonElement user) in users.Where(u => !known.Contains(u.Key)))
            Assert.True(maybe.Contains(user.GetProperty("userName").GetString()!), $"Nobody created user {id}: {user}");
        await VerifyMembers(users);
        await VerifyNames(names, maybe);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task<Dictionary<string, JsonElement>> Everybody()
    {
        var users = new Dictionary<string, JsonElement>();
        for (int start = 1; ; start += 200)
        {
            ScimResponse page = (await _tenant.Scim.Get($"/Users?startIndex={start}&count=200")).Expect(200);
            foreach (JsonElement user in page.Resources) Assert.True(users.TryAdd(user.GetProperty("id").GetString()!, user), "a page repeats a user");
            if (page.Resources.Count == 0) return users;
        }
    }

    private async Task VerifyMembers(Dictionary<string, JsonElement> users)
    {
        foreach (string group in _groups)
        {
            HashSet<string> members = [.. await _tenant.Scim.MembersOf(group)];
            Assert.All(members, m => Assert.True(users.ContainsKey(m), $"{m}, who is gone, is a member of {group}"));
            foreach (Person person in _writers.SelectMany(w => w.People).Where(p => users.ContainsKey(p.Id)))
            {
                bool isIn = members.Contains(person.Id);
                bool allowed = person.Groups.TryGetValue(group, out Possible<bool>? fact) ? fact.Allows(isIn) : !isIn;
                Assert.True(allowed, $"Membership of {person.Name} in {group} is {isIn}, must be {fact}");
            }
        }
    }

    // What somebody has is found and cannot be taken; what nobody has can.
    private async Task VerifyNames(Dictionary<string, int> taken, HashSet<string> maybe)
    {
        foreach (string name in taken.Keys.Take(100))
        {
            Assert.Equal(1, (await _tenant.Scim.Query("/Users", $"userName eq \"{name}\"")).Expect(200).TotalResults);
            (await _tenant.Scim.Post("/Users", Bodies.User(name))).ExpectError(409, "uniqueness");
        }

        foreach (string name in _writers.SelectMany(w => w.Freed).Where(n => !taken.ContainsKey(n) && !maybe.Contains(n)).Take(100))
        {
            ScimResponse made = await _tenant.Scim.Post("/Users", Bodies.User(name));
            Assert.True(made.Status == 201, $"The name {name}, which nobody has, cannot be taken: {made}");
        }
    }
}
