using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Scim.Gateway;
using Scim.Gateway.Telemetry;
using Scim.Grains.Hosting;
using Scim.Storage;
using Scim.Storage.Sqlite;
using GatewayOptions = Scim.Gateway.GatewayOptions;

namespace Scim.Silo.Startup;

/// <summary>The program: composes silo, storage, gateway and dashboard in one process, starts them and waits for the end.</summary>
public static class SiloProgram
{
    private const string DefaultUrl = "http://localhost:5080";
    private const string ServiceId = "orleans-scim";

    /// <summary>Runs until the process is told to stop.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Where the banner goes.</param>
    /// <param name="errors">Where the reason for not starting goes.</param>
    /// <returns>0 after an orderly stop; 1 when the program could not start.</returns>
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        string urls = DefaultUrl;
        try
        {
            WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
            if (builder.Configuration["urls"] is { Length: > 0 } configured) urls = configured;
            urls = TelemetryHosting.ListenUrls(builder.Configuration, urls);
            builder.WebHost.UseUrls(urls);
            ListenUrls.Check(urls);
            await Serve(builder, output);
            return 0;
        }
        catch (Exception e)
        {
            await errors.WriteLineAsync($"Orleans.Scim did not start. {Sentence.For(e, urls)}");
            return 1;
        }
    }

    private static async Task Serve(WebApplicationBuilder builder, TextWriter output)
    {
        SiloOptions settings = builder.Configuration.GetSection(SiloOptions.Section).Get<SiloOptions>() ?? new SiloOptions();
        using DataFolder folder = DataFolder.Open(settings.Data);
        OperatorKey? key = string.IsNullOrEmpty(builder.Configuration["Scim:OperatorKey"]) ? OperatorKey.ReadOrMake(folder) : null;
        ScimDatabase database = new SqliteDatabase(folder.FullPath);
        await database.Migrate(CancellationToken.None);
        Compose(builder, database, key);

        var abandoned = new AbandonedStart();
        builder.Logging.AddFilter("Orleans", level => level >= LogLevel.Error && !abandoned.Yes);
        await using WebApplication app = builder.Build();
        abandoned.Watch(app.Lifetime);
        Map(app);
        try
        {
            await app.StartAsync();
        }
        catch (OperationCanceledException) when (abandoned.Yes)
        {
            return;
        }

        string? token = folder.Initialised ? null : await FirstStart.Run(app.Services.GetRequiredService<IGrainFactory>());
        new Banner
        {
            BaseUrl = BaseUrl(app),
            DataFolder = folder.FullPath,
            Token = token,
            OperatorKey = key?.Secret,
        }.Print(output);
        folder.MarkInitialised();
        await app.WaitForShutdownAsync();
    }

    private static void Compose(WebApplicationBuilder builder, ScimDatabase database, OperatorKey? key)
    {
        builder.Services.AddScimGateway().AddScimTelemetry(builder.Configuration);
        if (key is not null) builder.Services.Configure<GatewayOptions>(options => options.OperatorKeyDigest = key.Digest);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Host.UseOrleans(silo =>
        {
            // One silo in one process: the membership lives and dies with it, and nobody else needs to find its port.
            silo.UseLocalhostClustering(LoopbackPort.Free(), gatewayPort: 0, serviceId: ServiceId, clusterId: "embedded");
            silo.Configure<MessagingOptions>(options => options.CancelRequestOnTimeout = true);
            silo.AddScimStorage(database);
            silo.AddScimGrains();
            if (TelemetryHosting.HasTraces(builder.Configuration)) silo.AddActivityPropagation();
            silo.AddDashboard(options => options.HideTrace = true);
        });
    }

    private static void Map(WebApplication app)
    {
        app.UseScimGateway();
        app.MapScimHealth();
        app.MapScim();
        app.MapScimOAuth();
        app.MapWorkplace();
        app.MapWorkplaceDescription();
        app.MapOperator();
        app.MapOrleansDashboard("/dashboard").RequireAuthorization(GatewayPolicies.Operator);
    }

    private static string BaseUrl(WebApplication app)
    {
        string configured = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.PublicBaseUrl;
        if (!string.IsNullOrEmpty(configured)) return configured.TrimEnd('/');
        ICollection<string> addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return addresses.First().TrimEnd('/').Replace("//[::]:", "//localhost:", StringComparison.Ordinal).Replace("//0.0.0.0:", "//localhost:", StringComparison.Ordinal);
    }
}
