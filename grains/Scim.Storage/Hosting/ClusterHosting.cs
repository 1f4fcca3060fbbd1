using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Orleans.Hosting;
using Scim.Storage.Postgres;

namespace Scim.Storage;

/// <summary>
/// How processes find each other in PostgreSQL. What is not set here is left at Orleans' own choice on purpose: the
/// grain directory (eventually consistent: the version of each state is the guard against two activations), placement
/// (by free resources), and two votes for a death.
/// </summary>
public static class ClusterHosting
{
    /// <summary>Names the installation in the database. Never changes: stored states belong to it.</summary>
    public const string ServiceId = "orleans-scim";

    private const string ClusterId = "orleans-scim";

    /// <summary>Makes the silo one of a cluster.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="database">Where the members are written down.</param>
    /// <param name="advertised">The address under which others reach this process; null for this machine's own.</param>
    /// <param name="siloPort">The port for silos.</param>
    /// <param name="clientPort">The port for gateways.</param>
    public static ISiloBuilder UseScimClustering(
        this ISiloBuilder silo,
        PostgresDatabase database,
        IPAddress? advertised,
        int siloPort,
        int clientPort
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        silo.Configure<ClusterOptions>(options =>
            (options.ServiceId, options.ClusterId) = (ServiceId, ClusterId)
        );
        silo.UseAdoNetClustering(options =>
            (options.Invariant, options.DataSource) = (database.Invariant, database.DataSource)
        );

        // Whoever advertises a loopback address is not listening for other machines either.
        bool everywhere = advertised is null || !IPAddress.IsLoopback(advertised);
        if (advertised is null)
            silo.ConfigureEndpoints(
                siloPort,
                clientPort,
                AddressFamily.InterNetwork,
                listenOnAnyHostAddress: everywhere
            );
        else
            silo.ConfigureEndpoints(
                advertised,
                siloPort,
                clientPort,
                listenOnAnyHostAddress: everywhere
            );
        silo.Configure<ClusterMembershipOptions>(ConfigureMembership);
        return silo;
    }

    /// <summary>Makes the process a client of the cluster.</summary>
    public static IClientBuilder UseScimClustering(
        this IClientBuilder client,
        PostgresDatabase database
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        client.Configure<ClusterOptions>(options =>
            (options.ServiceId, options.ClusterId) = (ServiceId, ClusterId)
        );
        client.UseAdoNetClustering(options =>
            (options.Invariant, options.DataSource) = (database.Invariant, database.DataSource)
        );

        // A silo that has just started is used, and one that has just gone is forgotten, within seconds rather than a
        // minute.
        client.Configure<GatewayOptions>(options =>
            options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5)
        );
        return client;
    }

    private static void ConfigureMembership(ClusterMembershipOptions options)
    {
        // Requests for the grains of a silo that died wait or fail until the others agree that it is dead: three missed
        // probes of two seconds, instead of five. Shorter ones would take a long garbage collection or a busy machine
        // for a death, and a silo that is declared dead must restart.
        options.ProbeTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedProbesLimit = 3;

        // Left open, Orleans adapts them to the answers it gets, from half to four times as long, and lets a silo that
        // falls silent without closing its connections (a lost machine or network, a pause) count as alive for three of
        // the longest: 24 seconds, in which its grains answer nobody. And one whose connections break could be given up
        // before its own right to answer is over (the silo's MembershipLease: 4 seconds).
        options.MinProbeTimeout = options.ProbeTimeout;
        options.MaxProbeTimeout = options.ProbeTimeout;

        // After all silos died at once, a new one believes the old rows are alive until their sign of life is this old
        // (three times): a quarter of a minute instead of a minute and a half. One small update for each silo and
        // period.
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);

        // Changes are passed on by gossip at once; this is the net under it.
        options.TableRefreshTimeout = TimeSpan.FromSeconds(15);

        // Better to give up, and be restarted or looked at, than to hang.
        options.MaxJoinAttemptTime = TimeSpan.FromMinutes(2);
    }
}
