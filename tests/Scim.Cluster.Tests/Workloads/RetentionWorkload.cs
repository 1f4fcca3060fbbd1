using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Workloads;

/// <summary>
/// Runs a workload on a tenant that deletes deactivated users so soon that their reminders come due during the faults,
/// and verifies that each reminder takes effect once: each deactivated user is deleted by one commit, no other user is
/// deleted, and no reminder remains.
/// </summary>
public sealed class RetentionWorkload : IAsyncDisposable
{
    private const string DeleteAfter = "PT10S";
    private const int WorkerCount = 2;
    private const int CheckedNames = 200;
    private static readonly TimeSpan RetentionTime = TimeSpan.FromSeconds(10);

    // A silo that takes over reminders finds missed ones late: a reminder's period is one minute, and the table is
    // refreshed every five minutes.
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

    /// <summary>Creates a tenant and starts the workers.</summary>
    public static async Task<RetentionWorkload> StartAsync(ProcessCluster cluster, int seed)
    {
        TestTenant tenant = await cluster.Operator.CreateTenantAsync();
        await tenant.ChangeSettingsAsync(new { deprovisioning = new { deleteAfter = DeleteAfter } });
        return new RetentionWorkload(cluster, tenant, await tenant.Scim.CreateGroupAsync("All users"), seed);
    }

    /// <summary>Stops the workers; throws if one of them has failed.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    /// <summary>Throws if a worker has failed.</summary>
    public Task ThrowIfFailedAsync() => _running.FirstOrDefault(r => r.IsFaulted) ?? Task.CompletedTask;

    /// <summary>
    /// Waits until all pending deletions are done, and verifies the result. Call <see cref="StopAsync"/> before.
    /// </summary>
    /// <returns>A summary that includes the delays of the deletions.</returns>
    public async Task<string> VerifyAsync()
    {
        var watch = Stopwatch.StartNew();
        HashSet<string> deletedIds = [.. Users.Where(p => p.IsDeletionExpected).Select(p => p.Id)];
        Assert.NotEmpty(deletedIds);
        await Polling.WaitUntilAsync(
            async () =>
                !(await _tenant.Scim.QueryResourcesAsync("/Users", "active eq false", "count=1000&attributes=id"))
                    .AssertStatus(200)
                    .GetTexts("/Resources", "/id")
                    .Any(deletedIds.Contains),
            Timeout,
            () => "A deactivated user has not been deleted."
        );
        TimeSpan deleted = watch.Elapsed;
        await Parallel.ForEachAsync(
            Users,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (person, _) => await VerifyAsync(person)
        );
        HashSet<string> members = [.. await _tenant.Scim.ReadMemberIdsAsync(_group)];
        Assert.All(deletedIds, id => Assert.DoesNotContain(id, members));

        IReadOnlyList<(string Id, TimeSpan Late)> deletions = await ReadDeletionsAsync();
        Assert.All(
            deletions.CountBy(d => d.Id),
            d => Assert.True(d.Value == 1, $"{d.Key} was deleted {d.Value} times")
        );
        Assert.Equal(
            deletedIds.Order(StringComparer.Ordinal),
            deletions.Select(d => d.Id).Order(StringComparer.Ordinal)
        );
        Assert.All(deletions, d => Assert.True(d.Late >= TimeSpan.Zero, $"{d.Id} was deleted {-d.Late} too early"));
        IReadOnlyList<string> remaining = [];
        await Polling.WaitUntilAsync(
            async () => (remaining = await ReadRemindersAsync()).Count == 0,
            Timeout,
            () => $"Reminders remain: {string.Join(", ", remaining.Take(5))}"
        );
        TimeSpan quiet = watch.Elapsed;
        foreach (DeprovisionedUser person in Users.Where(p => p.IsDeletionExpected).Take(CheckedNames))
            (await _tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser(person.Name))).AssertStatus(201);
        int reactivated = Users.Count(p => p.DeactivatedAt is not null && !p.IsDeletionExpected);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{FormatSummary(reactivated, [.. deletions.Select(d => d.Late.TotalSeconds).Order()])}; "
                + $"all deletions were done after {deleted.TotalSeconds:0} s, "
                + $"and no reminder remained after {quiet.TotalSeconds:0} s"
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private static string FormatSummary(int reactivated, double[] late) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{late.Length} users were deleted after their retention time, {reactivated} were reactivated before; "
                + $"deletion delay {late[late.Length / 2]:0.0} s (median), "
                + $"{late[late.Length * 99 / 100]:0.0} s (p99), {late[^1]:0.0} s (max)"
        );

    private async Task VerifyAsync(DeprovisionedUser person)
    {
        ScimResponse response = await _tenant.Scim.GetAsync($"/Users/{person.Id}");
        Assert.True(response.Status == (person.IsDeletionExpected ? 404 : 200), $"{person}: {response}");
        if (person.IsDeletionExpected)
            return;
        Assert.True(ExpectedUser.IsActive(response.Json) == person.IsActive, $"{person}: {response}");
    }

    // Read from the database's change log: the time from the user's last change, which is the deactivation, to the
    // deletion.
    private Task<IReadOnlyList<(string Id, TimeSpan Late)>> ReadDeletionsAsync() =>
        QueryRowsAsync(
            """
            SELECT c.id, c.committed_at, (
              SELECT max(b.committed_at) FROM scim_change b
              WHERE b.tenant = c.tenant AND b.kind = c.kind AND b.id = c.id AND b.operation <> 'delete')
            FROM scim_change c WHERE c.tenant = @tenant AND c.kind = 'User' AND c.operation = 'delete'
            """,
            row =>
                (row.GetString(0), ParseTimestamp(row.GetString(1)) - ParseTimestamp(row.GetString(2)) - RetentionTime)
        );

    private Task<IReadOnlyList<string>> ReadRemindersAsync() =>
        QueryRowsAsync(
            "SELECT grain_id || ' ' || reminder_name FROM reminder WHERE strpos(grain_id, @tenant) > 0",
            row => row.GetString(0)
        );

    private async Task<IReadOnlyList<T>> QueryRowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
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
