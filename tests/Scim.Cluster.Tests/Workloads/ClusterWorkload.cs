using System.Text.Json;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// Runs writers on one tenant through all nodes, and compares their model with the state of the cluster.
/// </summary>
public sealed class ClusterWorkload : IAsyncDisposable
{
    private const int WriterCount = 6;
    private const int GroupCount = 4;
    private const int ContenderCount = 4;
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromSeconds(120);

    private readonly TestTenant _tenant;
    private readonly IReadOnlyList<string> _urls;
    private readonly IReadOnlyList<string> _groups;
    private readonly HttpClient _http = RawHttpClient.CreateClient();
    private readonly ClusterWriter[] _writers;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _contestedNames = [];
    private Task[] _running = [];

    private ClusterWorkload(TestTenant tenant, IReadOnlyList<string> urls, IReadOnlyList<string> groups, int seed)
    {
        (_tenant, _urls, _groups) = (tenant, urls, groups);
        _http.Timeout = LoadBalancedClient.Timeout;
        _writers =
        [
            .. Enumerable
                .Range(0, WriterCount)
                .Select(i => new ClusterWriter(
                    i,
                    seed + i,
                    new LoadBalancedClient(urls, tenant.Token, _http, new Random(seed - i)),
                    groups
                )),
        ];
    }

    /// <summary>The number of requests sent, and how many of them have an unknown outcome.</summary>
    public (int Sent, int Unknown) Counts =>
        (_writers.Sum(w => w.Client.Counts.Sent), _writers.Sum(w => w.Client.Counts.Unknown));

    /// <summary>Creates a tenant and groups, and starts the writers.</summary>
    public static async Task<ClusterWorkload> StartAsync(ProcessCluster cluster, int seed)
    {
        TestTenant tenant = await cluster.Operator.CreateTenantAsync();
        var groups = new string[GroupCount];
        for (int i = 0; i < GroupCount; i++)
            groups[i] = await tenant.Scim.CreateGroupAsync($"Crew {i}");
        var workload = new ClusterWorkload(
            tenant,
            [.. cluster.Nodes.Select(n => $"{n.BaseUrl}/tenants/{tenant.Id}/scim/v2")],
            groups,
            seed
        );
        workload._running = [.. workload._writers.Select(w => w.RunAsync(workload._stop.Token))];
        await workload.WaitForProgressAsync("the start");
        return workload;
    }

    /// <summary>
    /// Waits until every writer has received more acknowledgments, that is, until the cluster serves again.
    /// </summary>
    /// <param name="after">The fault to recover from, for messages.</param>
    /// <returns>The longest time a writer was without a response.</returns>
    public async Task<TimeSpan> WaitForProgressAsync(string after)
    {
        int[] targets = [.. _writers.Select(w => w.AcknowledgedCount + 20)];
        await Polling.WaitUntilAsync(
            async () =>
            {
                if (_running.FirstOrDefault(r => r.IsFaulted) is { } failed)
                    await failed;
                return _writers.Zip(targets).All(w => w.First.AcknowledgedCount >= w.Second);
            },
            RecoveryTimeout,
            () => $"The cluster did not recover after {after}."
        );
        return _writers.Max(w => w.Client.TakeLongestOutage());
    }

    /// <summary>Creates users with the same name from several clients at once, through all nodes.</summary>
    public async Task CreateConcurrentlyAsync(int round, Random random)
    {
        string name = $"contested.{round}";
        _contestedNames.Add(name);
        ScimResponse?[] responses = await Task.WhenAll(
            Enumerable
                .Range(0, ContenderCount)
                .Select(i =>
                    new LoadBalancedClient(_urls, _tenant.Token, _http, new Random(random.Next())).SendAsync(
                        "POST",
                        "/Users",
                        RequestBodies.CreateUser(name)
                    )
                )
        );
        Assert.True(responses.Count(r => r?.Status == 201) <= 1, $"{name} was created more than once");
        foreach (ScimResponse response in responses.OfType<ScimResponse>())
            response.AssertStatus(201, 409);
    }

    /// <summary>Stops the writers, and asserts that users, memberships and names equal the model.</summary>
    public async Task VerifyAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        Dictionary<string, JsonElement> users = await ReadAllUsersAsync();
        var names = users
            .Values.GroupBy(u => u.GetProperty("userName").GetString()!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.Count());
        Assert.All(names, n => Assert.True(n.Value == 1, $"{n.Key} is owned {n.Value} times"));
        HashSet<string> known = [];
        foreach (ExpectedUser person in _writers.SelectMany(w => w.Users))
        {
            known.Add(person.Id);
            bool exists = users.TryGetValue(person.Id, out JsonElement user);
            Assert.True(
                person.Exists.Allows(exists),
                $"User {person.Id} ({person.Name}): exists is {exists}, expected {person.Exists}"
            );
            if (exists && person.FindContradiction(user) is { } wrong)
                Assert.Fail($"User {person.Id}: {wrong}");
        }

        HashSet<string> maybe = [.. _writers.SelectMany(w => w.PossiblyCreatedNames), .. _contestedNames];
        foreach ((string id, JsonElement user) in users.Where(u => !known.Contains(u.Key)))
            Assert.True(
                maybe.Contains(user.GetProperty("userName").GetString()!),
                $"User {id} was not created by any writer: {user}"
            );
        await VerifyMembersAsync(users);
        await VerifyNamesAsync(names, maybe);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task<Dictionary<string, JsonElement>> ReadAllUsersAsync()
    {
        var users = new Dictionary<string, JsonElement>();
        for (int start = 1; ; start += 200)
        {
            ScimResponse page = (await _tenant.Scim.GetAsync($"/Users?startIndex={start}&count=200")).AssertStatus(200);
            foreach (JsonElement user in page.Resources)
                Assert.True(
                    users.TryAdd(user.GetProperty("id").GetString()!, user),
                    "A page contains a user of an earlier page."
                );
            if (page.Resources.Count == 0)
                return users;
        }
    }

    private async Task VerifyMembersAsync(Dictionary<string, JsonElement> users)
    {
        foreach (string group in _groups)
        {
            HashSet<string> members = [.. await _tenant.Scim.ReadMemberIdsAsync(group)];
            Assert.All(
                members,
                m => Assert.True(users.ContainsKey(m), $"{m} does not exist, but is a member of {group}")
            );
            foreach (ExpectedUser person in _writers.SelectMany(w => w.Users).Where(p => users.ContainsKey(p.Id)))
            {
                bool isIn = members.Contains(person.Id);
                bool allowed = person.Groups.TryGetValue(group, out PossibleValues<bool>? fact)
                    ? fact.Allows(isIn)
                    : !isIn;
                Assert.True(allowed, $"Membership of {person.Name} in {group} is {isIn}, expected {fact}");
            }
        }
    }

    // A name in use is found and cannot be reused; a freed name can.
    private async Task VerifyNamesAsync(Dictionary<string, int> taken, HashSet<string> maybe)
    {
        foreach (string name in taken.Keys.Take(100))
        {
            Assert.Equal(
                1,
                (await _tenant.Scim.QueryResourcesAsync("/Users", $"userName eq \"{name}\""))
                    .AssertStatus(200)
                    .TotalResults
            );
            (await _tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser(name))).AssertError(409, "uniqueness");
        }

        foreach (
            string name in _writers
                .SelectMany(w => w.FreedNames)
                .Where(n => !taken.ContainsKey(n) && !maybe.Contains(n))
                .Take(100)
        )
        {
            ScimResponse created = await _tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser(name));
            Assert.True(created.Status == 201, $"The name {name} is not in use, but cannot be reused: {created}");
        }
    }
}
