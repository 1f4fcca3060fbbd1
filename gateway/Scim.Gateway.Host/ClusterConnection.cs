using Orleans.Configuration;
using Scim.Clustering;

namespace Scim.Gateway.Host;

/// <summary>
/// A connection to the silos with a host of its own, so that it is open before the first request arrives and until the
/// last response is sent.
/// </summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    private readonly IHost _host;

    private ClusterConnection(IHost host) => _host = host;

    /// <summary>The cluster client.</summary>
    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects to the cluster.</summary>
    /// <param name="database">The database that holds the cluster membership.</param>
    /// <param name="traces">Whether grain calls propagate trace context.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="OrleansException">No silo can be reached.</exception>
    public static async Task<ClusterConnection> OpenAsync(
        ClusterDatabase database,
        bool traces,
        CancellationToken cancellationToken
    )
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client =>
        {
            client.UseScimClustering(database);
            if (traces)
                client.AddActivityPropagation();
            client.Configure<ClientMessagingOptions>(options =>
            {
                // Same values as in the silo; SiloProgram explains them.
                options.ResponseTimeout = TimeSpan.FromSeconds(25);
                options.CancelRequestOnTimeout = true;
            });
        });
        IHost host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new ClusterConnection(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Disconnects from the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
