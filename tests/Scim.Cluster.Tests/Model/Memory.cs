using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Model;

/// <summary>
/// Users whom a silo knows when it is stopped and who are changed before it goes on: deactivated, renamed, out of their group, their sessions ended. Whoever is asked then, the
/// silo itself above all, answers what is so now or nothing.
/// </summary>
public sealed class Memory
{
    private const int People = 24;
    private const string Title = "has left";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Hidden = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(5);

    private readonly TestTenant _tenant;
    private readonly string _token;
    private readonly string _group;
    private readonly (string Id, string Session)[] _people;

    private Memory(TestTenant tenant, string token, string group, (string Id, string Session)[] people) => (_tenant, _token, _group, _people) = (tenant, token, group, people);

    /// <summary>Makes the users through the silo and reads them there.</summary>
    public static async Task<Memory> Of(Node silo)
    {
        // Made through the silo, they live in it, their tenant too: it can answer without asking anybody.
        TestTenant tenant = await TestCluster.OperatorAt(silo).NewTenant();
        (_, string token) = await TestCluster.OperatorAt(silo).IssueToken(tenant.Id, scopes: ["scim:read", "scim:write", "workplace:read", "workplace:write"]);
        ScimClient scim = Scim(silo, tenant, token), api = Api(silo, tenant, token);
        var people = new (string Id, string Session)[People];
        for (int i = 0; i < People; i++)
        {
            string id = await scim.CreateUser($"known.{i.ToString(CultureInfo.InvariantCulture)}", new { title = "works here" });
            people[i] = (id, (await api.Post("/sessions", new { userId = id })).Expect(201).Text("/token"));
        }

        var memory = new Memory(tenant, token, await scim.CreateGroup("Known", [.. people.Select(p => p.Id)]), people);
        int before = (await Task.WhenAll(people.Select(p => memory.See(silo, p, leaving: false)))).Count(told => told);
        Assert.True(before == People, $"{silo.Name} answered {before} of {People} before it was stopped");
        return memory;
    }

    /// <summary>Changes all of them through other nodes, and insists until each change is acknowledged.</summary>
    /// <param name="others">The nodes that are not stopped.</param>
    public async Task Change(IReadOnlyList<Node> others)
    {
        object leave = Bodies.Patch(Bodies.Replace("active", false), Bodies.Replace("title", Title));
        await Task.WhenAll(_people.Select((p, i) => Insist(others[i % others.Count], "PATCH", $"/Users/{p.Id}", leave)));
        await Insist(others[0], "PATCH", $"/Groups/{_group}", Bodies.Patch(Bodies.Remove("members")));
        foreach ((string Id, string Session) person in _people) Assert.True(await See(others[0], person, leaving: true));
    }

    /// <summary>
    /// Has the silo go on and asks all nodes for all of them: the silo already before, so that it finds the questions when it wakes, and in the first moments without
    /// a way for it to learn from the database that it was given up.
    /// </summary>
    /// <param name="silo">The silo that is stopped.</param>
    /// <param name="cluster">Its cluster.</param>
    /// <returns>How many of the questions were answered.</returns>
    public async Task<(int Told, int Asked)> Ask(Node silo, TestCluster cluster)
    {
        Node[] others = [.. cluster.Nodes.Where(n => n != silo)];
        await using NpgsqlConnection hidden = await HideMembers(cluster);
        Task shown = Task.Delay(Hidden).ContinueWith(_ => hidden.CloseAsync(), TaskScheduler.Default).Unwrap();
        Task<bool[]> waiting = Task.WhenAll(_people.Select(p => See(silo, p, leaving: true)));
        await Task.Delay(TimeSpan.FromMilliseconds(200));
        silo.Process.Resume();
        var watch = Stopwatch.StartNew();
        List<bool> told = [];
        while (watch.Elapsed < Watch && !silo.Process.HasExited)
        {
            told.AddRange(await Task.WhenAll(_people.SelectMany((p, i) => new[] { See(silo, p, leaving: true), See(others[i % others.Length], p, leaving: true) })));
        }

        told.AddRange(await waiting);
        await shown;
        return (told.Count(t => t), told.Count);
    }

    // Shorter than a silo answers without having seen the table.
    private static async Task<NpgsqlConnection> HideMembers(TestCluster cluster)
    {
        var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE cluster_silo IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static ScimClient Scim(Node node, TestTenant tenant, string token) => new($"{node.BaseUrl}/tenants/{tenant.Id}/scim/v2", token);

    private static ScimClient Api(Node node, TestTenant tenant, string token) => new($"{node.BaseUrl}/tenants/{tenant.Id}/api", token) { MediaType = "application/json" };

    private static async Task<ScimResponse?> Told(Func<Task<ScimResponse>> send)
    {
        try
        {
            ScimResponse answer = await send();
            return answer.Expect(200, 204, 503).Status == 503 ? null : answer;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task Insist(Node node, string method, string path, object body)
    {
        var watch = Stopwatch.StartNew();
        while (await Told(() => Scim(node, _tenant, _token).Send(method, path, body)) is null)
        {
            Assert.True(watch.Elapsed < Patience, $"{node.Name} does not answer {method} {path} while another silo is stopped");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    // Whether anything was answered; an answer out of the past fails.
    private async Task<bool> See(Node node, (string Id, string Session) person, bool leaving)
    {
        Task<ScimResponse?> user = Told(() => Scim(node, _tenant, _token).Get($"/Users/{person.Id}"));
        Task<ScimResponse?> session = Told(() => Api(node, _tenant, _token).Send(
            "POST", "/sessions/introspect", "token=" + Uri.EscapeDataString(person.Session), ("Content-Type", "application/x-www-form-urlencoded")));
        ScimResponse? shown = await user, introspected = await session;
        if (shown is not null)
        {
            Assert.True(Person.IsActive(shown.Json) != leaving, $"{node.Name} remembers a user as active: {shown}");
            Assert.True(shown.Text("/title") == Title == leaving, $"{node.Name} remembers a title: {shown}");
            Assert.True(shown.Each("/groups", "/value").Contains(_group) != leaving, $"{node.Name} remembers a membership: {shown}");
        }

        if (introspected is not null)
            Assert.True(introspected.At("/active").GetBoolean() != leaving, $"{node.Name} takes an ended session for alive: {introspected}");
        return shown is not null || introspected is not null;
    }
}
