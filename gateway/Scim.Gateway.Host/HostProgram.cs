using System.Data.Common;
using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;
using Scim.Gateway.Health;
using Scim.Gateway.Hosting;
using Scim.Gateway.Telemetry;
using Scim.Storage;
using Scim.Storage.Postgres;

namespace Scim.Gateway.Host;

/// <summary>The program: the gateway's endpoints in a process of their own, as a client of the silos.</summary>
public static class HostProgram
{
    private const string DefaultUrl = "http://localhost:5080";
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the process is told to stop.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Where it says that it runs.</param>
    /// <param name="errors">Where the reason for not starting goes.</param>
    /// <returns>0 after an orderly stop; 1 when the program could not start.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        try
        {
            WebApplicationBuilder builder = WebApplication.CreateBuilder(
                new WebApplicationOptions
                {
                    Args = args,
                    ContentRootPath = AppContext.BaseDirectory,
                }
            );
            string urls = builder.Configuration["urls"] is { Length: > 0 } configured
                ? configured
                : DefaultUrl;
            urls = TelemetryHosting.AppendMetricsUrl(builder.Configuration, urls);
            builder.WebHost.UseUrls(urls.Split(';', StringSplitOptions.RemoveEmptyEntries));
            await RunGatewayAsync(builder, urls, output);
            return 0;
        }
        catch (Exception e)
        {
            await errors.WriteLineAsync($"The gateway did not start. {FormatStartupError(e)}");
            return 1;
        }
    }

    private static async Task RunGatewayAsync(
        WebApplicationBuilder builder,
        string urls,
        TextWriter output
    )
    {
        string connection =
            builder.Configuration.GetConnectionString("Scim")
            ?? throw new StorageUnavailableException(
                "ConnectionStrings__Scim is not set. Set it to the database of the silos, such as 'Host=db.example.com;Database=scim;Username=scim;Password=...'."
            );
        await using var database = new PostgresDatabase(connection);
        ClusterConnection? cluster = null;
        try
        {
            if (
                !await new StartupRetry(urls, output, TimeProvider.System).RunWithRetryAsync(
                    ConnectAsync,
                    IsTransient
                )
            )
                return;
            await using WebApplication app = BuildApplication(builder, cluster!.Client);
            await app.StartAsync();
            await output.WriteLineAsync(
                $"The gateway of Orleans.Scim is running on {urls}. Database: {database.Address}"
            );
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
                builder.Configuration["Scim:OperatorKeyDigest"] =
                    await BootstrapLock.IsBootstrapFinishedAsync(database, cancellationToken)
                        ? await database.ReadOperatorKeyDigestAsync(cancellationToken)
                        : throw new StorageUnavailableException(
                            "No silo has finished its first start yet, so there is no operator key."
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

    private static WebApplication BuildApplication(
        WebApplicationBuilder builder,
        IClusterClient client
    )
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

    private static string FormatStartupError(Exception exception) =>
        exception switch
        {
            OptionsValidationException invalid =>
                $"A setting is wrong: {string.Join(" ", invalid.Failures)}",
            _ => exception.Message.ReplaceLineEndings(" ").TrimEnd('.') + ".",
        };
}
