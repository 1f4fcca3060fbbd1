using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;

namespace Scim.Clustering;

/// <summary>
/// Configures Orleans clustering over PostgreSQL, for silos and for clients.
/// </summary>
/// <remarks>
/// Settings that are not set here keep Orleans' defaults on purpose: the grain directory (eventually consistent; the
/// version of each state protects against duplicate activations), placement (resource-optimized), and two votes to
/// declare a silo dead.
/// </remarks>
public static class ClusterHosting
{
    /// <summary>The Orleans service id. It must never change, because stored states belong to it.</summary>
    public const string ServiceId = "orleans-scim";

    private const string ClusterId = "orleans-scim";

    /// <summary>Adds the silo to the cluster.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="database">The database that holds the membership table.</param>
    /// <param name="advertised">The address under which other processes reach this silo; null for the machine's own
    /// address. With a loopback address the silo listens only on this machine.</param>
    /// <param name="siloPort">The port for other silos.</param>
    /// <param name="clientPort">The port for clients (gateways).</param>
    public static ISiloBuilder UseScimClustering(
        this ISiloBuilder silo,
        ClusterDatabase database,
        IPAddress? advertised,
        int siloPort,
        int clientPort
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        silo.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (ServiceId, ClusterId));
        silo.UseAdoNetClustering(options =>
            (options.Invariant, options.DataSource) = (ClusterDatabase.Invariant, database.DataSource)
        );

        // A silo that advertises a loopback address does not listen on other addresses either.
        bool listenOnAny = advertised is null || !IPAddress.IsLoopback(advertised);
        if (advertised is null)
            silo.ConfigureEndpoints(
                siloPort,
                clientPort,
                AddressFamily.InterNetwork,
                listenOnAnyHostAddress: listenOnAny
            );
        else
            silo.ConfigureEndpoints(advertised, siloPort, clientPort, listenOnAnyHostAddress: listenOnAny);
        silo.Configure<ClusterMembershipOptions>(ConfigureMembership);
        return silo;
    }

    /// <summary>Connects a client to the cluster.</summary>
    /// <example>
    /// Connect a process to the cluster. Stop the host before the database is disposed:
    /// <code>
    /// await using var database = new ClusterDatabase(connectionString);
    /// HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
    /// builder.UseOrleansClient(client => client.UseScimClustering(database));
    /// using IHost host = builder.Build();
    /// await host.StartAsync();
    /// IClusterClient grains = host.Services.GetRequiredService&lt;IClusterClient>();
    /// </code>
    /// </example>
    public static IClientBuilder UseScimClustering(this IClientBuilder client, ClusterDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        client.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (ServiceId, ClusterId));
        client.UseAdoNetClustering(options =>
            (options.Invariant, options.DataSource) = (ClusterDatabase.Invariant, database.DataSource)
        );

        // The client notices started and stopped silos within a second instead of the default of one minute. It sends
        // the calls of a grain through one silo, so all of them wait until it has noticed that this silo is dead. Costs
        // one small query per process and second.
        client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
        return client;
    }

    private static void ConfigureMembership(ClusterMembershipOptions options)
    {
        // Requests to the grains of a failed silo wait or fail until the other silos declare it dead, here after three
        // missed probes with a timeout of two seconds each (Orleans' default is five seconds). With shorter timeouts, a
        // long garbage collection or a busy machine would count as a failure, and a silo that is declared dead must
        // restart.
        options.ProbeTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedProbesLimit = 3;

        // By default, Orleans adapts the probe timeout to the response times, between half and four times its value. A
        // silo that stops responding without closing its connections (a failed machine or network, a pause) would then
        // count as alive for three of the longest timeouts: 24 seconds in which its grains are unavailable. A silo
        // whose connections break could be declared dead before its own lease ends (MembershipLease: 4 seconds).
        options.MinProbeTimeout = options.ProbeTimeout;
        options.MaxProbeTimeout = options.ProbeTimeout;

        // After all silos failed at once, a new silo considers the old rows alive until their last "I am alive" update
        // is three periods old: 15 seconds instead of 90. Costs one small update per silo and period.
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);

        // Membership changes are propagated by gossip; the periodic refresh is the fallback.
        options.TableRefreshTimeout = TimeSpan.FromSeconds(15);

        // A silo that cannot join stops, so that it is restarted or noticed, instead of waiting indefinitely.
        options.MaxJoinAttemptTime = TimeSpan.FromMinutes(2);
    }
}
