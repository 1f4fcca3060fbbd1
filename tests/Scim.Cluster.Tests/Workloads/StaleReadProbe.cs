using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// Users whom a silo knows when it is stopped and who are changed before it goes on: deactivated, renamed, out of their
/// group, their sessions ended. Whoever is asked then, the silo itself above all, answers what is so now or nothing.
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

    private StaleReadProbe(
        TestTenant tenant,
        string token,
        string group,
        (string Id, string Session)[] people
    ) => (_tenant, _token, _group, _users) = (tenant, token, group, people);

    /// <summary>Makes the users through the silo and reads them there.</summary>
    public static async Task<StaleReadProbe> CreateAsync(ClusterNode silo)
    {
        // Made through the silo, they live in it, their tenant too: it can answer without asking anybody.
        TestTenant tenant = await ProcessCluster.CreateOperatorClient(silo).CreateTenantAsync();
        (_, string token) = await ProcessCluster
            .CreateOperatorClient(silo)
            .IssueTokenAsync(
                tenant.Id,
                scopes: ["scim:read", "scim:write", "workplace:read", "workplace:write"]
            );
        ScimClient scim = CreateScimClient(silo, tenant, token),
            api = CreateWorkplaceClient(silo, tenant, token);
        var people = new (string Id, string Session)[UserCount];
        for (int i = 0; i < UserCount; i++)
        {
            string id = await scim.CreateUserAsync(
                $"known.{i.ToString(CultureInfo.InvariantCulture)}",
                new { title = "works here" }
            );
            people[i] = (
                id,
                (await api.PostAsync("/sessions", new { userId = id }))
                    .AssertStatus(201)
                    .GetText("/token")
            );
        }

        var memory = new StaleReadProbe(
            tenant,
            token,
            await scim.CreateGroupAsync("Known", [.. people.Select(p => p.Id)]),
            people
        );
        int before = (
            await Task.WhenAll(
                people.Select(p => memory.TryVerifyUserAsync(silo, p, leaving: false))
            )
        ).Count(told => told);
        Assert.True(
            before == UserCount,
            $"{silo.Name} answered {before} of {UserCount} before it was stopped"
        );
        return memory;
    }

    /// <summary>Changes all of them through other nodes, and insists until each change is acknowledged.</summary>
    /// <param name="others">The nodes that are not stopped.</param>
    public async Task ChangeUsersAsync(IReadOnlyList<ClusterNode> others)
    {
        object leave = RequestBodies.CreatePatch(
            RequestBodies.ReplaceOperation("active", false),
            RequestBodies.ReplaceOperation("title", Title)
        );
        await Task.WhenAll(
            _users.Select(
                (p, i) =>
                    SendUntilAcknowledgedAsync(
                        others[i % others.Count],
                        "PATCH",
                        $"/Users/{p.Id}",
                        leave
                    )
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
    /// Has the silo go on and asks all nodes for all of them: the silo already before, so that it finds the questions
    /// when it wakes, and in the first moments without a way for it to learn from the database that it was given up.
    /// </summary>
    /// <param name="silo">The silo that is stopped.</param>
    /// <param name="cluster">Its cluster.</param>
    /// <returns>How many of the questions were answered.</returns>
    public async Task<(int Told, int Asked)> ResumeAndReadAsync(
        ClusterNode silo,
        ProcessCluster cluster
    )
    {
        ClusterNode[] others = [.. cluster.Nodes.Where(n => n != silo)];
        await using NpgsqlConnection hidden = await LockMembershipTableAsync(cluster);
        Task shown = Task.Delay(LockTime)
            .ContinueWith(_ => hidden.CloseAsync(), TaskScheduler.Default)
            .Unwrap();
        Task<bool[]> waiting = Task.WhenAll(
            _users.Select(p => TryVerifyUserAsync(silo, p, leaving: true))
        );
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        silo.Process.SendContinue();
        var watch = Stopwatch.StartNew();
        List<bool> told = [];
        while (watch.Elapsed < ReadTime && !silo.Process.HasExited)
        {
            told.AddRange(
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

        told.AddRange(await waiting);
        await shown;
        return (told.Count(t => t), told.Count);
    }

    // Shorter than a silo answers without having seen the table.
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

    private static ScimClient CreateWorkplaceClient(
        ClusterNode node,
        TestTenant tenant,
        string token
    ) => new($"{node.BaseUrl}/tenants/{tenant.Id}/api", token) { MediaType = "application/json" };

    private static async Task<ScimResponse?> SendOrNullAsync(Func<Task<ScimResponse>> send)
    {
        try
        {
            ScimResponse answer = await send();
            return answer.AssertStatus(200, 204, 503).Status == 503 ? null : answer;
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task SendUntilAcknowledgedAsync(
        ClusterNode node,
        string method,
        string path,
        object body
    )
    {
        var watch = Stopwatch.StartNew();
        while (
            await SendOrNullAsync(() =>
                CreateScimClient(node, _tenant, _token).SendAsync(method, path, body)
            )
                is null
        )
        {
            Assert.True(
                watch.Elapsed < Timeout,
                $"{node.Name} does not answer {method} {path} while another silo is stopped"
            );
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    // Whether anything was answered; an answer out of the past fails.
    private async Task<bool> TryVerifyUserAsync(
        ClusterNode node,
        (string Id, string Session) person,
        bool leaving
    )
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
                $"{node.Name} remembers a user as active: {shown}"
            );
            Assert.True(
                shown.GetText("/title") == Title == leaving,
                $"{node.Name} remembers a title: {shown}"
            );
            Assert.True(
                shown.GetTexts("/groups", "/value").Contains(_group) != leaving,
                $"{node.Name} remembers a membership: {shown}"
            );
        }

        if (introspected is not null)
            Assert.True(
                introspected.GetElement("/active").GetBoolean() != leaving,
                $"{node.Name} takes an ended session for alive: {introspected}"
            );
        return shown is not null || introspected is not null;
    }
}
