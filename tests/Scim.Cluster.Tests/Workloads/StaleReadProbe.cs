using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// Users that a silo has cached when it is paused, and that are changed before it resumes: deactivated, given another
/// title, removed from their group, and their sessions ended. Afterwards every node, in particular the resumed silo,
/// must return the current state or fail.
/// </summary>
public sealed class StaleReadProbe
{
    private const int UserCount = 24;
    private const string Title = "has left";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan LockTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReadTime = TimeSpan.FromSeconds(5);

    private readonly TestTenant _tenant;
    private readonly string _token;
    private readonly string _group;
    private readonly (string Id, string Session)[] _users;

    private StaleReadProbe(TestTenant tenant, string token, string group, (string Id, string Session)[] users) =>
        (_tenant, _token, _group, _users) = (tenant, token, group, users);

    /// <summary>Creates the users through the silo and reads them there.</summary>
    public static async Task<StaleReadProbe> CreateAsync(ClusterNode silo)
    {
        // The grains of users and tenant are activated on the silo that created them, so it can respond without other
        // nodes.
        TestTenant tenant = await ProcessCluster.CreateOperatorClient(silo).CreateTenantAsync();
        (_, string token) = await ProcessCluster
            .CreateOperatorClient(silo)
            .IssueTokenAsync(tenant.Id, scopes: ["scim:read", "scim:write", "workplace:read", "workplace:write"]);
        ScimClient scim = CreateScimClient(silo, tenant, token),
            api = CreateWorkplaceClient(silo, tenant, token);
        var users = new (string Id, string Session)[UserCount];
        for (int i = 0; i < UserCount; i++)
        {
            string id = await scim.CreateUserAsync(
                $"known.{i.ToString(CultureInfo.InvariantCulture)}",
                new { title = "works here" }
            );
            users[i] = (
                id,
                (await api.PostAsync("/sessions", new { userId = id })).AssertStatus(201).GetText("/token")
            );
        }

        var probe = new StaleReadProbe(
            tenant,
            token,
            await scim.CreateGroupAsync("Known", [.. users.Select(p => p.Id)]),
            users
        );
        int before = (await Task.WhenAll(users.Select(p => probe.TryVerifyUserAsync(silo, p, leaving: false)))).Count(
            isAnswered => isAnswered
        );
        Assert.True(before == UserCount, $"{silo.Name} answered {before} of {UserCount} reads before it was paused");
        return probe;
    }

    /// <summary>Changes all users through other nodes, and retries until each change is acknowledged.</summary>
    /// <param name="others">The nodes that are not paused.</param>
    public async Task ChangeUsersAsync(IReadOnlyList<ClusterNode> others)
    {
        object leave = RequestBodies.CreatePatch(
            RequestBodies.ReplaceOperation("active", false),
            RequestBodies.ReplaceOperation("title", Title)
        );
        await Task.WhenAll(
            _users.Select(
                (p, i) => SendUntilAcknowledgedAsync(others[i % others.Count], "PATCH", $"/Users/{p.Id}", leave)
            )
        );
        await SendUntilAcknowledgedAsync(
            others[0],
            "PATCH",
            $"/Groups/{_group}",
            RequestBodies.CreatePatch(RequestBodies.RemoveOperation("members"))
        );
        foreach ((string Id, string Session) person in _users)
            Assert.True(await TryVerifyUserAsync(others[0], person, leaving: true));
    }

    /// <summary>
    /// Resumes the silo and reads all users through all nodes. Some reads are sent to the silo before, so that they are
    /// waiting when it resumes. At first the membership table is locked, so that the silo cannot read from the database
    /// that it was declared dead.
    /// </summary>
    /// <param name="silo">The paused silo.</param>
    /// <param name="cluster">The silo's cluster.</param>
    /// <returns>The number of reads that were answered, and the number of reads sent.</returns>
    public async Task<(int Answered, int Sent)> ResumeAndReadAsync(ClusterNode silo, ProcessCluster cluster)
    {
        ClusterNode[] others = [.. cluster.Nodes.Where(n => n != silo)];
        await using NpgsqlConnection tableLock = await LockMembershipTableAsync(cluster);
        Task unlocked = Task.Delay(LockTime).ContinueWith(_ => tableLock.CloseAsync(), TaskScheduler.Default).Unwrap();
        Task<bool[]> waiting = Task.WhenAll(_users.Select(p => TryVerifyUserAsync(silo, p, leaving: true)));
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        silo.Process.SendContinue();
        var watch = Stopwatch.StartNew();
        List<bool> answered = [];
        while (watch.Elapsed < ReadTime && !silo.Process.HasExited)
        {
            answered.AddRange(
                await Task.WhenAll(
                    _users.SelectMany(
                        (p, i) =>
                            new[]
                            {
                                TryVerifyUserAsync(silo, p, leaving: true),
                                TryVerifyUserAsync(others[i % others.Length], p, leaving: true),
                            }
                    )
                )
            );
        }

        answered.AddRange(await waiting);
        await unlocked;
        return (answered.Count(t => t), answered.Count);
    }

    // LockTime is shorter than the lease during which a silo may serve without reading the table.
    private static async Task<NpgsqlConnection> LockMembershipTableAsync(ProcessCluster cluster)
    {
        var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "BEGIN; LOCK TABLE cluster_silo IN ACCESS EXCLUSIVE MODE",
            connection
        );
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static ScimClient CreateScimClient(ClusterNode node, TestTenant tenant, string token) =>
        new($"{node.BaseUrl}/tenants/{tenant.Id}/scim/v2", token);

    private static ScimClient CreateWorkplaceClient(ClusterNode node, TestTenant tenant, string token) =>
        new($"{node.BaseUrl}/tenants/{tenant.Id}/api", token) { MediaType = "application/json" };

    private static async Task<ScimResponse?> SendOrNullAsync(Func<Task<ScimResponse>> send)
    {
        try
        {
            ScimResponse response = await send();
            return response.AssertStatus(200, 204, 503).Status == 503 ? null : response;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task SendUntilAcknowledgedAsync(ClusterNode node, string method, string path, object body)
    {
        var watch = Stopwatch.StartNew();
        while (
            await SendOrNullAsync(() => CreateScimClient(node, _tenant, _token).SendAsync(method, path, body)) is null
        )
        {
            Assert.True(
                watch.Elapsed < Timeout,
                $"{node.Name} does not acknowledge {method} {path} while another silo is paused"
            );
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    // Returns whether there was a response; a stale response fails the test.
    private async Task<bool> TryVerifyUserAsync(ClusterNode node, (string Id, string Session) person, bool leaving)
    {
        Task<ScimResponse?> user = SendOrNullAsync(() =>
            CreateScimClient(node, _tenant, _token).GetAsync($"/Users/{person.Id}")
        );
        Task<ScimResponse?> session = SendOrNullAsync(() =>
            CreateWorkplaceClient(node, _tenant, _token)
                .SendAsync(
                    "POST",
                    "/sessions/introspect",
                    "token=" + Uri.EscapeDataString(person.Session),
                    ("Content-Type", "application/x-www-form-urlencoded")
                )
        );
        ScimResponse? shown = await user,
            introspected = await session;
        if (shown is not null)
        {
            Assert.True(
                ExpectedUser.IsActive(shown.Json) != leaving,
                $"{node.Name} returned a stale value of active: {shown}"
            );
            Assert.True(shown.GetText("/title") == Title == leaving, $"{node.Name} returned a stale title: {shown}");
            Assert.True(
                shown.GetTexts("/groups", "/value").Contains(_group) != leaving,
                $"{node.Name} returned a stale membership: {shown}"
            );
        }

        if (introspected is not null)
            Assert.True(
                introspected.GetElement("/active").GetBoolean() != leaving,
                $"{node.Name} returned a stale session state: {introspected}"
            );
        return shown is not null || introspected is not null;
    }
}
