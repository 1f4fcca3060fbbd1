using System.Data.Common;
using Microsoft.Extensions.Options;
using Scim.Gateway.Health;
using Scim.Gateway.Telemetry;
using Scim.Storage;
using Scim.Storage.Postgres;

namespace Scim.Gateway.Host.Startup;

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
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        try
        {
            WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
            string urls = builder.Configuration["urls"] is { Length: > 0 } configured ? configured : DefaultUrl;
            urls = TelemetryHosting.ListenUrls(builder.Configuration, urls);
            builder.WebHost.UseUrls(urls.Split(';', StringSplitOptions.RemoveEmptyEntries));
            await Serve(builder, urls, output);
            return 0;
        }
        catch (Exception e)
        {
            await errors.WriteLineAsync($"The gateway did not start. {Sentence(e)}");
            return 1;
        }
    }

    private static async Task Serve(WebApplicationBuilder builder, string urls, TextWriter output)
    {
        string connection = builder.Configuration.GetConnectionString("Scim") ?? throw new StorageUnavailableException(
            "ConnectionStrings__Scim is not set. Set it to the database of the silos, such as 'Host=db.example.com;Database=scim;Username=scim;Password=...'.");
        await using var database = new PostgresDatabase(connection);
        ClusterConnection? cluster = null;
        try
        {
            if (!await new Patience(urls, output, TimeProvider.System).Do(Connect, MayPass)) return;
            await using WebApplication app = Compose(builder, cluster!.Client);
            await app.StartAsync();
            await output.WriteLineAsync($"The gateway of Orleans.Scim is running on {urls}. Database: {database.Address}");
            await output.FlushAsync();
            await app.WaitForShutdownAsync();
        }
        finally
        {
            if (cluster is not null) await cluster.DisposeAsync();
        }

        async Task Connect(CancellationToken cancellationToken)
        {
            if (string.IsNullOrEmpty(builder.Configuration["Scim:OperatorKey"]) && string.IsNullOrEmpty(builder.Configuration["Scim:OperatorKeyDigest"]))
            {
                builder.Configuration["Scim:OperatorKeyDigest"] = await FirstStartLock.IsOver(database, cancellationToken)
                    ? await database.OperatorKeyDigest(cancellationToken)
                    : throw new StorageUnavailableException("No silo has finished its first start yet, so there is no operator key.") { MayPass = true };
            }

            cluster = await ClusterConnection.Open(database, TelemetryHosting.HasTraces(builder.Configuration), cancellationToken);
        }
    }

    private static WebApplication Compose(WebApplicationBuilder builder, IClusterClient client)
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

    private static bool MayPass(Exception exception) => exception is StorageUnavailableException { MayPass: true } or OrleansException or DbException { IsTransient: true };

    private static string Sentence(Exception exception) => exception switch
    {
        OptionsValidationException invalid => $"A setting is wrong: {string.Join(" ", invalid.Failures)}",
        _ => exception.Message.ReplaceLineEndings(" ").TrimEnd('.') + ".",
    };
}
