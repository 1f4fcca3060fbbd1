using System.Globalization;
using Scim.Testing.Postgres;

namespace Scim.Cluster.Tests.Nodes;

/// <summary>Silos and gateways as processes with a dedicated PostgreSQL server, all on loopback.</summary>
public sealed class ProcessCluster : IAsyncDisposable
{
    private const string OperatorKey = "operator-key-of-the-cluster-0123456789";
    private readonly string _folder = Directory.CreateTempSubdirectory("scim-cluster-").FullName;

    private ProcessCluster(PostgresServer postgres) => Postgres = postgres;

    /// <summary>The database server.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>The connection string of the nodes.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>The silos.</summary>
    public IReadOnlyList<ClusterNode> Silos { get; private set; } = [];

    /// <summary>The gateways.</summary>
    public IReadOnlyList<ClusterNode> Gateways { get; private set; } = [];

    /// <summary>All nodes.</summary>
    public IEnumerable<ClusterNode> Nodes => [.. Silos, .. Gateways];

    /// <summary>A client of the operator API at the first gateway.</summary>
    public OperatorClient Operator => CreateOperatorClient(Gateways[0]);

    /// <summary>Creates a client of the operator API at a node.</summary>
    public static OperatorClient CreateOperatorClient(ClusterNode node) => new(node.BaseUrl, OperatorKey);

    /// <summary>Starts a cluster and waits until every node is ready.</summary>
    /// <param name="silos">The number of silos.</param>
    /// <param name="gateways">The number of gateways.</param>
    public static async Task<ProcessCluster> StartAsync(int silos, int gateways)
    {
        var cluster = new ProcessCluster(await PostgresServer.StartAsync("max_connections=120"));
        try
        {
            cluster.ConnectionString = $"{await cluster.Postgres.CreateDatabaseAsync()};Maximum Pool Size=20;Timeout=5";
            cluster.Silos = [.. Enumerable.Range(0, silos).Select(i => cluster.CreateSilo(i))];
            cluster.Gateways = [.. Enumerable.Range(0, gateways).Select(i => cluster.CreateGateway(i))];

            // The first silo creates the schema that the other nodes need.
            cluster.Silos[0].Start();
            await cluster.Silos[0].WaitUntilReadyAsync();
            foreach (ClusterNode node in cluster.Nodes.Skip(1))
                node.Start();
            foreach (ClusterNode node in cluster.Nodes)
                await node.WaitUntilReadyAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ClusterNode node in Nodes)
            await node.DisposeAsync();
        await Postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private ClusterNode CreateSilo(int number) =>
        new(
            $"silo {number}",
            ProgramAssemblies.SiloAssembly,
            _folder,
            new Dictionary<string, string>(CreateSettings())
            {
                ["Scim__SiloPort"] = GetFreePort(),
                ["Scim__ClientPort"] = GetFreePort(),
            }
        );

    private ClusterNode CreateGateway(int number) =>
        new($"gateway {number}", ProgramAssemblies.GatewayAssembly, _folder, CreateSettings());

    private Dictionary<string, string> CreateSettings() =>
        new()
        {
            ["Scim__Storage"] = "Postgres",
            ["ConnectionStrings__Scim"] = ConnectionString,
            ["Scim__OperatorKey"] = OperatorKey,
            ["Scim__AdvertisedAddress"] = "127.0.0.1",
            ["Scim__DrainTime"] = "00:00:01",

            // Rate limits must not interfere with the workload.
            ["Scim__RateLimit__RequestsPerSecond"] = "100000",
            ["Scim__RateLimit__Burst"] = "1000000",
            ["Scim__RateLimit__FailuresPerSecond"] = "100000",
        };

    private static string GetFreePort() => PortAllocator.AllocatePort().ToString(CultureInfo.InvariantCulture);
}
