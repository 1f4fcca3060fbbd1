using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Scim.Storage;
using Scim.Storage.Postgres;

namespace Scim.Gateway.Host;

/// <summary>
/// A connection to the silos, in a host of its own: it is there before the first request comes in and after the last
/// answer has left.
/// </summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    private readonly IHost _host;

    private ClusterConnection(IHost host) => _host = host;

    /// <summary>The client.</summary>
    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects to a silo of the cluster.</summary>
    /// <param name="database">Where the silos are written down.</param>
    /// <param name="traces">Whether calls carry their spans along.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="OrleansException">No silo can be reached.</exception>
    public static async Task<ClusterConnection> OpenAsync(
        PostgresDatabase database,
        bool traces,
        CancellationToken cancellationToken
    )
    {
        HostApplicationBuilder builder =
            Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client =>
        {
            client.UseScimClustering(database);
            if (traces)
                client.AddActivityPropagation();
            client.Configure<ClientMessagingOptions>(options =>
            {
                // The same as in the silo: see there.
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

    /// <summary>Leaves the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
