using System.Globalization;
using Scim.Testing.Postgres;

namespace Scim.Cluster.Tests.Nodes;

/// <summary>Silos and gateways as processes over a PostgreSQL server of their own, all on loopback.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private const string OperatorKey = "operator-key-of-the-cluster-0123456789";
    private readonly string _folder = Directory.CreateTempSubdirectory("scim-cluster-").FullName;

    private TestCluster(PostgresServer postgres) => Postgres = postgres;

    /// <summary>The database server.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>The connection string that the nodes have.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>The silos.</summary>
    public IReadOnlyList<Node> Silos { get; private set; } = [];

    /// <summary>The gateways.</summary>
    public IReadOnlyList<Node> Gateways { get; private set; } = [];

    /// <summary>All nodes.</summary>
    public IEnumerable<Node> Nodes => [.. Silos, .. Gateways];

    /// <summary>The operator API at the first gateway.</summary>
    public OperatorClient Operator => OperatorAt(Gateways[0]);

    /// <summary>The operator API at a node.</summary>
    public static OperatorClient OperatorAt(Node node) => new(node.BaseUrl, OperatorKey);

    /// <summary>Starts a cluster and waits until every node is ready.</summary>
    /// <param name="silos">How many silos.</param>
    /// <param name="gateways">How many gateways.</param>
    public static async Task<TestCluster> Start(int silos, int gateways)
    {
        var cluster = new TestCluster(await PostgresServer.Start("max_connections=120"));
        try
        {
            cluster.ConnectionString = $"{await cluster.Postgres.CreateDatabase()};Maximum Pool Size=20;Timeout=5";
            cluster.Silos = [.. Enumerable.Range(0, silos).Select(i => cluster.Silo(i))];
            cluster.Gateways = [.. Enumerable.Range(0, gateways).Select(i => cluster.Gateway(i))];

            // The first one makes the schema; the others find it.
            cluster.Silos[0].Start();
            await cluster.Silos[0].Ready();
            foreach (Node node in cluster.Nodes.Skip(1)) node.Start();
            foreach (Node node in cluster.Nodes) await node.Ready();
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
        foreach (Node node in Nodes) await node.DisposeAsync();
        await Postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Node Silo(int number) => new($"silo {number}", SiloProgram.Assembly, _folder, new Dictionary<string, string>(Settings())
    {
        ["Scim__SiloPort"] = Port(),
        ["Scim__ClientPort"] = Port(),
    });

    private Node Gateway(int number) => new($"gateway {number}", SiloProgram.GatewayAssembly, _folder, Settings());

    private Dictionary<string, string> Settings() => new()
    {
        ["Scim__Storage"] = "Postgres",
        ["ConnectionStrings__Scim"] = ConnectionString,
        ["Scim__OperatorKey"] = OperatorKey,
        ["Scim__AdvertisedAddress"] = "127.0.0.1",
        ["Scim__DrainTime"] = "00:00:01",

        // Nothing but the faults is to be seen.
        ["Scim__RateLimit__RequestsPerSecond"] = "100000",
        ["Scim__RateLimit__Burst"] = "1000000",
        ["Scim__RateLimit__FailuresPerSecond"] = "100000",
    };

    private static string Port() => FreePort.Next().ToString(CultureInfo.InvariantCulture);
}
