using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// A tenant whose leavers are deleted so soon that their reminders come due amid the faults, and the proof that each
/// fires once in effect: who left is gone by one commit, nobody else is, and no reminder is left over.
/// </summary>
public sealed class RetentionWorkload : IAsyncDisposable
{
    private const string DeleteAfter = "PT10S";
    private const int WorkerCount = 2;
    private const int CheckedNames = 200;
    private static readonly TimeSpan RetentionTime = TimeSpan.FromSeconds(10);

    // A silo that takes over reminders looks for missed ones at its own pace: the period of a reminder is a minute, the
    // table is read again every five.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(8);

    private readonly TestTenant _tenant;
    private readonly string _group;
    private readonly string _database;
    private readonly HttpClient _http = RawHttpClient.CreateClient();
    private readonly CancellationTokenSource _stop = new();
    private readonly DeprovisioningWorkload[] _workers;
    private readonly Task[] _running;

    private RetentionWorkload(ProcessCluster cluster, TestTenant tenant, string group, int seed)
    {
        (_tenant, _group, _database) = (tenant, group, cluster.ConnectionString + ";Pooling=false");
        _http.Timeout = LoadBalancedClient.Timeout;
        string[] urls = [.. cluster.Nodes.Select(n => $"{n.BaseUrl}/tenants/{tenant.Id}/scim/v2")];
        _workers =
        [
            .. Enumerable
                .Range(0, WorkerCount)
                .Select(i => new DeprovisioningWorkload(
                    i,
                    seed + i,
                    new LoadBalancedClient(urls, tenant.Token, _http, new Random(seed - i)),
                    group,
                    RetentionTime
                )),
        ];
        _running = [.. _workers.Select(w => w.RunAsync(_stop.Token))];
    }

    private IEnumerable<DeprovisionedUser> Users => _workers.SelectMany(w => w.Users);

    /// <summary>Prepares a tenant, and people begin to come and leave.</summary>
    public static async Task<RetentionWorkload> StartAsync(ProcessCluster cluster, int seed)
    {
        TestTenant tenant = await cluster.Operator.CreateTenantAsync();
        await tenant.ChangeSettingsAsync(
            new { deprovisioning = new { deleteAfter = DeleteAfter } }
        );
        return new RetentionWorkload(
            cluster,
            tenant,
            await tenant.Scim.CreateGroupAsync("Everybody"),
            seed
        );
    }

    /// <summary>Nobody comes or leaves any more; fails with what contradicted the answers so far.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    /// <summary>Fails at once when an answer has contradicted the ones before.</summary>
    public Task ThrowIfFailedAsync() =>
        _running.FirstOrDefault(r => r.IsFaulted) ?? Task.CompletedTask;

    /// <summary>After <see cref="StopAsync"/>: waits until nobody waits, and compares.</summary>
    /// <returns>What was seen, with how late the deletions were.</returns>
    public async Task<string> VerifyAsync()
    {
        var watch = Stopwatch.StartNew();
        HashSet<string> gone = [.. Users.Where(p => p.IsDeletionExpected).Select(p => p.Id)];
        Assert.NotEmpty(gone);
        await Polling.WaitUntilAsync(
            async () =>
                !(
                    await _tenant.Scim.QueryResourcesAsync(
                        "/Users",
                        "active eq false",
                        "count=1000&attributes=id"
                    )
                )
                    .AssertStatus(200)
                    .GetTexts("/Resources", "/id")
                    .Any(gone.Contains),
            Timeout,
            () => "somebody who left is still there"
        );
        TimeSpan deleted = watch.Elapsed;
        await Parallel.ForEachAsync(
            Users,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (person, _) => await VerifyAsync(person)
        );
        HashSet<string> members = [.. await _tenant.Scim.ReadMemberIdsAsync(_group)];
        Assert.All(gone, id => Assert.DoesNotContain(id, members));

        IReadOnlyList<(string Id, TimeSpan Late)> deletions = await ReadDeletionsAsync();
        Assert.All(
            deletions.CountBy(d => d.Id),
            d => Assert.True(d.Value == 1, $"{d.Key} was deleted {d.Value} times")
        );
        Assert.Equal(
            gone.Order(StringComparer.Ordinal),
            deletions.Select(d => d.Id).Order(StringComparer.Ordinal)
        );
        Assert.All(
            deletions,
            d => Assert.True(d.Late >= TimeSpan.Zero, $"{d.Id} was deleted {-d.Late} too early")
        );
        IReadOnlyList<string> left = [];
        await Polling.WaitUntilAsync(
            async () => (left = await ReadRemindersAsync()).Count == 0,
            Timeout,
            () => $"reminders are left over: {string.Join(", ", left.Take(5))}"
        );
        TimeSpan quiet = watch.Elapsed;
        foreach (
            DeprovisionedUser person in Users.Where(p => p.IsDeletionExpected).Take(CheckedNames)
        )
            (
                await _tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser(person.Name))
            ).AssertStatus(201);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{FormatSummary(Users.Count(p => p.DeactivatedAt is not null && !p.IsDeletionExpected), [.. deletions.Select(d => d.Late.TotalSeconds).Order()])}; in the end everybody was gone after {deleted.TotalSeconds:0} s, the last reminder after {quiet.TotalSeconds:0} s"
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private static string FormatSummary(int back, double[] late) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{late.Length} users were deleted when their time was over, {back} came back before; late by {late[late.Length / 2]:0.0} s (median), {late[late.Length * 99 / 100]:0.0} s (p99), {late[^1]:0.0} s (most)"
        );

    private async Task VerifyAsync(DeprovisionedUser person)
    {
        ScimResponse answer = await _tenant.Scim.GetAsync($"/Users/{person.Id}");
        Assert.True(
            answer.Status == (person.IsDeletionExpected ? 404 : 200),
            $"{person}: {answer}"
        );
        if (person.IsDeletionExpected)
            return;
        Assert.True(ExpectedUser.IsActive(answer.Json) == person.IsActive, $"{person}: {answer}");
    }

    // By the database's own log: from the last change of somebody, which deactivated him, to his deletion.
    private Task<IReadOnlyList<(string Id, TimeSpan Late)>> ReadDeletionsAsync() =>
        QueryRowsAsync(
            """
            SELECT c.id, c.at, (SELECT max(b.at) FROM scim_change b WHERE b.tenant = c.tenant AND b.kind = c.kind AND b.id = c.id AND b.operation <> 'delete')
            FROM scim_change c WHERE c.tenant = @tenant AND c.kind = 'User' AND c.operation = 'delete'
            """,
            row =>
                (
                    row.GetString(0),
                    ParseTimestamp(row.GetString(1))
                        - ParseTimestamp(row.GetString(2))
                        - RetentionTime
                )
        );

    private Task<IReadOnlyList<string>> ReadRemindersAsync() =>
        QueryRowsAsync(
            "SELECT grain_id || ' ' || reminder_name FROM reminder WHERE strpos(grain_id, @tenant) > 0",
            row => row.GetString(0)
        );

    private async Task<IReadOnlyList<T>> QueryRowsAsync<T>(
        string sql,
        Func<NpgsqlDataReader, T> read
    )
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("tenant", _tenant.Id);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    private static DateTimeOffset ParseTimestamp(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
