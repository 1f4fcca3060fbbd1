using Npgsql;
using Scim.Cluster.Tests.Model;
using Scim.Cluster.Tests.Nodes;

namespace Scim.Cluster.Tests.Faults;

/// <summary>Something that goes wrong, and is put right again.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Strike">Does it, and puts it right.</param>
public sealed record Fault(string Name, Func<TestCluster, Random, Task<string>> Strike)
{
    private static readonly TimeSpan DatabaseAway = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PoolFull = TimeSpan.FromSeconds(4);

    /// <summary>Every kind of fault.</summary>
    /// <param name="pause">How long a silo is stopped for: longer than the others take to give it up.</param>
    public static IReadOnlyList<Fault> All(TimeSpan pause) =>
    [
        new("SIGKILL of a silo", (cluster, random) => Kill(Pick(cluster.Silos, random))),
        new("SIGKILL of a gateway", (cluster, random) => Kill(Pick(cluster.Gateways, random))),
        new("SIGSTOP of a silo", (cluster, random) => Stop(cluster, Pick(cluster.Silos, random), pause)),
        new("SIGKILL of a database backend", (cluster, _) => KillBackend(cluster)),
        new("SIGKILL of the database server", (cluster, _) => KillDatabase(cluster)),
        new("every database connection taken", (cluster, _) => FillPool(cluster)),
        new("SIGTERM of a silo", (cluster, random) => Terminate(Pick(cluster.Silos, random))),
    ];

    private static Node Pick(IReadOnlyList<Node> nodes, Random random) => nodes[random.Next(nodes.Count)];

    private static async Task<string> Kill(Node node)
    {
        await node.Kill();
        await node.Restart();
        await node.Ready();
        return node.Name;
    }

    private static async Task<string> Terminate(Node node)
    {
        Assert.Equal(0, await node.Stop());
        await node.Restart();
        await node.Ready();
        return node.Name;
    }

    // When it wakes the others have buried it: it must answer nothing out of its memory, and end rather than go on. Whoever watches over it starts it again.
    private static async Task<string> Stop(TestCluster cluster, Node silo, TimeSpan pause)
    {
        Memory memory = await Memory.Of(silo);
        Node[] others = [.. cluster.Nodes.Where(n => n != silo)];
        silo.Process.Pause();
        await Task.WhenAll(Task.Delay(pause), memory.Change(others));
        (int told, int asked) = await memory.Ask(silo, cluster);
        await Eventually.Holds(
            async () => silo.Process.HasExited || await silo.IsReady(), TimeSpan.FromSeconds(60), () => $"{silo.Name} woke and neither serves nor ends:\n{silo.Process.Printed}");
        if (silo.Process.HasExited) await silo.Restart();
        await silo.Ready();
        return $"{silo.Name}, then {asked} reads, {told} answered";
    }

    // PostgreSQL ends all others when one of them dies, since the shared memory may be spoilt, and recovers.
    private static async Task<string> KillBackend(TestCluster cluster)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1", connection);
        int backend = (int)(await command.ExecuteScalarAsync())!;
        using var kill = System.Diagnostics.Process.Start("kill", ["-KILL", backend.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return "a backend of a node";
    }

    private static async Task<string> KillDatabase(TestCluster cluster)
    {
        await cluster.Postgres.Kill();
        await Task.Delay(DatabaseAway);
        await cluster.Postgres.Start();
        return $"away for {DatabaseAway.TotalSeconds} s";
    }

    // The nodes' own connections are cut as well, so that they need new ones and get none.
    private static async Task<string> FillPool(TestCluster cluster)
    {
        var taken = new List<NpgsqlConnection>();
        try
        {
            await TakeAll(cluster, taken);
            await using (var command = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> ALL (@own)", taken[0]))
            {
                command.Parameters.AddWithValue("own", taken.Select(c => c.ProcessID).ToArray());
                await command.ExecuteNonQueryAsync();
            }

            await TakeAll(cluster, taken);
            await Task.Delay(PoolFull);
        }
        finally
        {
            foreach (NpgsqlConnection connection in taken) await connection.DisposeAsync();
        }

        return $"{taken.Count} taken for {PoolFull.TotalSeconds} s";
    }

    private static async Task TakeAll(TestCluster cluster, List<NpgsqlConnection> taken)
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
