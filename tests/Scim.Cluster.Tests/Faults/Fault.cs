using Npgsql;
using Scim.Cluster.Tests.Nodes;
using Scim.Cluster.Tests.Workloads;

namespace Scim.Cluster.Tests.Faults;

/// <summary>A fault that is injected into a cluster and then repaired.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="InjectAsync">Injects the fault, repairs it and returns what was affected.</param>
public sealed record Fault(string Name, Func<ProcessCluster, Random, Task<string>> InjectAsync)
{
    private static readonly TimeSpan DatabaseDowntime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PoolExhaustedTime = TimeSpan.FromSeconds(4);

    /// <summary>Creates one fault of each type.</summary>
    /// <param name="pause">How long a silo is paused: longer than the other silos take to declare it dead.</param>
    public static IReadOnlyList<Fault> CreateAll(TimeSpan pause) =>
        [
            new("SIGKILL of a silo", (cluster, random) => KillNodeAsync(PickNode(cluster.Silos, random))),
            new("SIGKILL of a gateway", (cluster, random) => KillNodeAsync(PickNode(cluster.Gateways, random))),
            new(
                "SIGSTOP of a silo",
                (cluster, random) => PauseSiloAsync(cluster, PickNode(cluster.Silos, random), pause)
            ),
            new("SIGKILL of a database backend", (cluster, _) => KillBackendAsync(cluster)),
            new("SIGKILL of the database server", (cluster, _) => KillDatabaseAsync(cluster)),
            new("all database connections in use", (cluster, _) => ExhaustPoolAsync(cluster)),
            new("SIGTERM of a silo", (cluster, random) => StopNodeAsync(PickNode(cluster.Silos, random))),
        ];

    private static ClusterNode PickNode(IReadOnlyList<ClusterNode> nodes, Random random) =>
        nodes[random.Next(nodes.Count)];

    private static async Task<string> KillNodeAsync(ClusterNode node)
    {
        await node.KillAsync();
        await node.RestartAsync();
        await node.WaitUntilReadyAsync();
        return node.Name;
    }

    private static async Task<string> StopNodeAsync(ClusterNode node)
    {
        Assert.Equal(0, await node.StopAsync());
        await node.RestartAsync();
        await node.WaitUntilReadyAsync();
        return node.Name;
    }

    // When the silo resumes, the others have declared it dead: it must not serve anything from its caches, and must
    // exit. The process supervisor would then start it again.
    private static async Task<string> PauseSiloAsync(ProcessCluster cluster, ClusterNode silo, TimeSpan pause)
    {
        StaleReadProbe probe = await StaleReadProbe.CreateAsync(silo);
        ClusterNode[] others = [.. cluster.Nodes.Where(n => n != silo)];
        silo.Process.SendStop();
        await Task.WhenAll(Task.Delay(pause), probe.ChangeUsersAsync(others));
        (int answered, int sent) = await probe.ResumeAndReadAsync(silo, cluster);
        await Polling.WaitUntilAsync(
            async () => silo.Process.HasExited || await silo.IsReadyAsync(),
            TimeSpan.FromSeconds(60),
            () => $"{silo.Name} resumed, but neither serves requests nor exits:\n{silo.Process.AllOutput}"
        );
        if (silo.Process.HasExited)
            await silo.RestartAsync();
        await silo.WaitUntilReadyAsync();
        return $"{silo.Name}, then {sent} reads, {answered} answered";
    }

    // When a backend crashes, PostgreSQL terminates all others, because the shared memory may be corrupt, and recovers.
    private static async Task<string> KillBackendAsync(ProcessCluster cluster)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                + "AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1",
            connection
        );
        int backend = (int)(await command.ExecuteScalarAsync())!;
        using var kill = System.Diagnostics.Process.Start(
            "kill",
            ["-KILL", backend.ToString(System.Globalization.CultureInfo.InvariantCulture)]
        );
        await kill.WaitForExitAsync();
        return "a backend that serves a node";
    }

    private static async Task<string> KillDatabaseAsync(ProcessCluster cluster)
    {
        await cluster.Postgres.KillAsync();
        await Task.Delay(DatabaseDowntime);
        await cluster.Postgres.StartAsync();
        return $"down for {DatabaseDowntime.TotalSeconds} s";
    }

    // The nodes' connections are terminated as well, so that the nodes need new ones and cannot open them.
    private static async Task<string> ExhaustPoolAsync(ProcessCluster cluster)
    {
        var taken = new List<NpgsqlConnection>();
        try
        {
            await OpenAllConnectionsAsync(cluster, taken);
            await using (
                var command = new NpgsqlCommand(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        + "WHERE datname = current_database() AND pid <> ALL (@own)",
                    taken[0]
                )
            )
            {
                command.Parameters.AddWithValue("own", taken.Select(c => c.ProcessID).ToArray());
                await command.ExecuteNonQueryAsync();
            }

            await OpenAllConnectionsAsync(cluster, taken);
            await Task.Delay(PoolExhaustedTime);
        }
        finally
        {
            foreach (NpgsqlConnection connection in taken)
                await connection.DisposeAsync();
        }

        return $"{taken.Count} connections held for {PoolExhaustedTime.TotalSeconds} s";
    }

    private static async Task OpenAllConnectionsAsync(ProcessCluster cluster, List<NpgsqlConnection> taken)
    {
        while (true)
        {
            var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
            try
            {
                await connection.OpenAsync();
                taken.Add(connection);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                await connection.DisposeAsync();
                return;
            }
        }
    }
}
