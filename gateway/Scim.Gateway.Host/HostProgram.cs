using System.Data.Common;
using Scim.Clustering;
using Scim.Gateway.Configuration;
using Scim.Gateway.Health;
using Scim.Gateway.Hosting;
using Scim.Gateway.Telemetry;

namespace Scim.Gateway.Host;

/// <summary>
/// The gateway program: serves the gateway's endpoints in a process of its own, as a client of the silos.
/// </summary>
public static class HostProgram
{
    private const string DefaultUrl = "http://localhost:5080";
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    /// <summary>Runs the gateway until the process is asked to stop.</summary>
    /// <param name="args">The command-line arguments.</param>
    /// <param name="output">Receives the start-up messages.</param>
    /// <param name="errors">Receives the reason when the gateway cannot start.</param>
    /// <returns>0 after a graceful stop; 1 if the gateway could not start.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        string urls = DefaultUrl;
        try
        {
            WebApplicationBuilder builder = WebApplication.CreateBuilder(
                new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
            );
            if (builder.Configuration["urls"] is { Length: > 0 } configured)
                urls = configured;
            urls = TelemetryHosting.AppendMetricsUrl(builder.Configuration, urls);
            builder.WebHost.UseUrls(urls.Split(';', StringSplitOptions.RemoveEmptyEntries));
            await RunGatewayAsync(builder, urls, output);
            return 0;
        }
        catch (Exception e)
        {
            await errors.WriteLineAsync(
                "The gateway did not start. "
                    + StartupErrorFormatter.FormatError(e, urls, static x => x is StorageUnavailableException)
            );
            return 1;
        }
    }

    private static async Task RunGatewayAsync(WebApplicationBuilder builder, string urls, TextWriter output)
    {
        string connection = builder.Configuration.GetConnectionString("Scim") is { Length: > 0 } configured
            ? configured
            : throw new StorageUnavailableException(
                "ConnectionStrings__Scim is not set. Set it to the connection string of the silos' database, "
                    + "for example 'Host=db.example.com;Database=scim;Username=scim;Password=...'."
            );
        await using var database = new ClusterDatabase(connection);
        ClusterConnection? cluster = null;
        try
        {
            if (!await new StartupRetry(urls, output, TimeProvider.System).RunWithRetryAsync(ConnectAsync, IsTransient))
                return;
            await using WebApplication app = BuildApplication(builder, cluster!.Client);
            await app.StartAsync();
            await output.WriteLineAsync($"The Orleans.Scim gateway is running on {urls}. Database: {database.Address}");
            await output.FlushAsync();
            await app.WaitForShutdownAsync();
        }
        finally
        {
            if (cluster is not null)
                await cluster.DisposeAsync();
        }

        async Task ConnectAsync(CancellationToken cancellationToken)
        {
            if (
                string.IsNullOrEmpty(builder.Configuration["Scim:OperatorKey"])
                && string.IsNullOrEmpty(builder.Configuration["Scim:OperatorKeyDigest"])
            )
            {
                builder.Configuration["Scim:OperatorKeyDigest"] = await BootstrapLock.IsBootstrapFinishedAsync(
                    database,
                    cancellationToken
                )
                    ? await database.ReadOperatorKeyDigestAsync(cancellationToken)
                    : throw new StorageUnavailableException(
                        "The operator key does not exist yet because no silo has completed its first start. "
                            + "Start a silo."
                    )
                    {
                        IsTransient = true,
                    };
            }

            cluster = await ClusterConnection.OpenAsync(
                database,
                TelemetryHosting.HasTraces(builder.Configuration),
                cancellationToken
            );
        }
    }

    private static WebApplication BuildApplication(WebApplicationBuilder builder, IClusterClient client)
    {
        builder.Services.AddSingleton(client);
        builder.Services.AddSingleton<IGrainFactory>(client);
        builder.Services.Configure<GatewayOptions>(options => options.DrainTime = DrainTime);
        builder.Services.AddScimGateway().AddScimTelemetry(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        WebApplication app = builder.Build();
        app.UseScimGateway();
        app.MapScimGateway();
        return app;
    }

    private static bool IsTransient(Exception exception) =>
        exception
            is StorageUnavailableException { IsTransient: true }
                or OrleansException
                or DbException { IsTransient: true };
}
