using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Runtime;
using Scim.Gateway;
using Scim.Gateway.Configuration;
using Scim.Gateway.Health;
using Scim.Gateway.Hosting;
using Scim.Gateway.Security;
using Scim.Gateway.Telemetry;
using Scim.Grains.Hosting;
using Scim.Silo.Deployments;
using Scim.Storage;
using GatewayOptions = Scim.Gateway.Configuration.GatewayOptions;

namespace Scim.Silo.Startup;

/// <summary>
/// The program: composes silo, storage, gateway and dashboard in one process, starts them and waits for the end.
/// </summary>
public static class SiloProgram
{
    private const string DefaultUrl = "http://localhost:5080";
    private const string MigrateCommand = "--migrate";

    /// <summary>Runs until the process is told to stop.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Where the banner goes.</param>
    /// <param name="errors">Where the reason for not starting goes.</param>
    /// <returns>0 after an orderly stop; 1 when the program could not start.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(errors);
        string urls = DefaultUrl;
        try
        {
            WebApplicationBuilder builder = WebApplication.CreateBuilder(
                new WebApplicationOptions
                {
                    Args = [.. args.Where(a => a != MigrateCommand)],
                    ContentRootPath = AppContext.BaseDirectory,
                }
            );
            if (builder.Configuration["urls"] is { Length: > 0 } configured)
                urls = configured;
            urls = TelemetryHosting.AppendMetricsUrl(builder.Configuration, urls);
            builder.WebHost.UseUrls(urls);
            await using IDeployment installation = CreateDeployment(builder.Configuration);
            if (args.Contains(MigrateCommand))
            {
                await MigrateDatabaseAsync(installation, output);
                return 0;
            }

            ListenUrlValidator.ValidateUrls(urls);
            await RunHostAsync(builder, installation, urls, output);
            return 0;
        }
        catch (Exception e)
        {
            await errors.WriteLineAsync(
                $"Orleans.Scim did not start. {StartupErrorFormatter.FormatError(e, urls)}"
            );
            return 1;
        }
    }

    private static IDeployment CreateDeployment(ConfigurationManager configuration)
    {
        SiloOptions settings;
        try
        {
            settings =
                configuration.GetSection(SiloOptions.Section).Get<SiloOptions>()
                ?? new SiloOptions();
        }
        catch (InvalidOperationException e)
        {
            // Such as "Failed to convert configuration value 'Oracle' at 'Scim:Storage' to type ...".
            throw new StartFailureException(
                $"A setting is wrong: {e.Message[..e.Message.LastIndexOf(" to type", StringComparison.Ordinal)]}.",
                e
            );
        }

        if (new SiloOptionsValidator().Validate(null, settings) is { Failed: true } wrong)
            throw new OptionsValidationException(
                SiloOptions.Section,
                typeof(SiloOptions),
                wrong.Failures
            );
        return settings.Storage == StorageKind.Postgres
            ? new ClusteredDeployment(settings, configuration)
            : new EmbeddedDeployment(DataFolder.OpenExclusive(settings.Data));
    }

    private static async Task MigrateDatabaseAsync(IDeployment installation, TextWriter output)
    {
        await installation.MigrateDatabaseAsync(CancellationToken.None);
        await output.WriteLineAsync(
            $"The schema is up to date. {installation.StorageLocation.Label}: {installation.StorageLocation.Text}"
        );
    }

    private static async Task RunHostAsync(
        WebApplicationBuilder builder,
        IDeployment installation,
        string urls,
        TextWriter output
    )
    {
        if (
            !await new StartupRetry(urls, output, TimeProvider.System).RunWithRetryAsync(
                installation.PrepareDatabaseAsync,
                e => e is StorageUnavailableException { IsTransient: true }
            )
        )
            return;
        bool makeKey =
            string.IsNullOrEmpty(builder.Configuration["Scim:OperatorKey"])
            && string.IsNullOrEmpty(builder.Configuration["Scim:OperatorKeyDigest"]);
        await using IBootstrapSession start = await installation.BeginBootstrapAsync(
            makeKey,
            CancellationToken.None
        );
        ConfigureServices(builder, installation, start.Key);

        var abandoned = new StartupCancellation();
        builder.Logging.AddFilter(
            "Orleans",
            level => level >= LogLevel.Error && !abandoned.IsCancelled
        );
        await using WebApplication app = builder.Build();
        abandoned.WatchLifetime(app.Lifetime);
        MapEndpoints(app);
        try
        {
            await app.StartAsync();
        }
        catch (Exception e)
            when (abandoned.IsCancelled
                && e is OperationCanceledException or OrleansLifecycleCanceledException
            )
        {
            return;
        }

        string? token = start.IsFirstStart
            ? await DemoTenantSeeder.CreateTenantAsync(
                app.Services.GetRequiredService<IGrainFactory>()
            )
            : null;
        new Banner
        {
            BaseUrl = GetBaseUrl(app),
            StorageLocation = installation.StorageLocation,
            Token = token,
            OperatorKey = start.Key?.Secret,
        }.WriteTo(output);
        await start.CompleteBootstrapAsync();
        await start.DisposeAsync();
        await app.WaitForShutdownAsync();
    }

    private static void ConfigureServices(
        WebApplicationBuilder builder,
        IDeployment installation,
        OperatorKey? key
    )
    {
        builder.Services.Configure<GatewayOptions>(options =>
            options.DrainTime = installation.DrainTime
        );
        builder.Services.AddScimGateway().AddScimTelemetry(builder.Configuration);
        if (key is not null)
            builder.Services.Configure<GatewayOptions>(options =>
                options.OperatorKeyDigest = key.Digest
            );
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Host.UseOrleans(silo =>
        {
            installation.ConfigureClustering(silo);
            silo.Configure<SiloMessagingOptions>(options =>
            {
                // Identity providers wait for a minute: what has not been answered by then is answered 503, with time
                // left for a second try.
                options.ResponseTimeout = TimeSpan.FromSeconds(25);

                // A caller that has given up must not keep a database connection and a place in a grain's queue busy.
                // Off by default since Orleans 10.
                options.CancelRequestOnTimeout = true;
            });
            silo.Configure<GrainCollectionOptions>(options =>
            {
                // Grains not asked for go after a quarter of an hour, Orleans' default. Where the memory runs out
                // before, the oldest go first instead of the process.
                options.EnableActivationSheddingOnMemoryPressure = true;
            });
            silo.AddScimStorage(installation.Database);
            silo.AddScimGrains();
            if (TelemetryHosting.HasTraces(builder.Configuration))
                silo.AddActivityPropagation();
            silo.AddDashboard(options => options.HideTrace = true);
            silo.Services.AddHostedService<DashboardMetricsService>();
        });
    }

    private static void MapEndpoints(WebApplication app)
    {
        app.UseScimGateway();
        app.MapScimGateway();
        app.MapOrleansDashboard("/dashboard").RequireAuthorization(GatewayPolicies.Operator);
    }

    private static string GetBaseUrl(WebApplication app)
    {
        string configured = app
            .Services.GetRequiredService<IOptions<GatewayOptions>>()
            .Value.PublicBaseUrl;
        if (!string.IsNullOrEmpty(configured))
            return configured.TrimEnd('/');
        ICollection<string> addresses = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses;
        return addresses
            .First()
            .TrimEnd('/')
            .Replace("//[::]:", "//localhost:", StringComparison.Ordinal)
            .Replace("//0.0.0.0:", "//localhost:", StringComparison.Ordinal);
    }
}
