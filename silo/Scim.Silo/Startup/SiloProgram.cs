using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Scim.Clustering;
using Scim.Gateway.Health;
using Scim.Gateway.Hosting;
using Scim.Gateway.Security;
using Scim.Gateway.Telemetry;
using Scim.Grains.Hosting;
using Scim.Silo.Deployments;
using Scim.Storage.Hosting;
using GatewayOptions = Scim.Gateway.Configuration.GatewayOptions;

namespace Scim.Silo.Startup;

/// <summary>
/// The program: composes silo, storage, gateway and dashboard in one process, and runs them.
/// </summary>
public static class SiloProgram
{
    private const string DefaultUrl = "http://localhost:5080";
    private const string MigrateCommand = "--migrate";

    /// <summary>Runs the program until the process is told to stop.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Receives the banner.</param>
    /// <param name="errors">Receives the reason if the program cannot start.</param>
    /// <returns>0 after a graceful stop; 1 if the program could not start.</returns>
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
            await using IDeployment deployment = CreateDeployment(builder.Configuration);
            if (args.Contains(MigrateCommand))
            {
                await MigrateDatabaseAsync(deployment, output);
                return 0;
            }

            ListenUrlValidator.ValidateUrls(urls);
            await RunHostAsync(builder, deployment, urls, output);
            return 0;
        }
        catch (Exception e)
        {
            await errors.WriteLineAsync(
                "Orleans.Scim did not start. "
                    + StartupErrorFormatter.FormatError(
                        e,
                        urls,
                        static x => x is StartFailureException or StorageUnavailableException
                    )
            );
            return 1;
        }
    }

    private static IDeployment CreateDeployment(ConfigurationManager configuration)
    {
        SiloOptions settings;
        try
        {
            settings = configuration.GetSection(SiloOptions.Section).Get<SiloOptions>() ?? new SiloOptions();
        }
        catch (InvalidOperationException e)
        {
            // For example: "Failed to convert configuration value 'Oracle' at 'Scim:Storage' to type ...".
            throw new StartFailureException(
                $"Invalid configuration: {e.Message[..e.Message.LastIndexOf(" to type", StringComparison.Ordinal)]}.",
                e
            );
        }

        if (new SiloOptionsValidator().Validate(null, settings) is { Failed: true } invalid)
            throw new OptionsValidationException(SiloOptions.Section, typeof(SiloOptions), invalid.Failures);
        return settings.Storage == StorageKind.Postgres
            ? new ClusteredDeployment(settings, configuration)
            : new EmbeddedDeployment(DataFolder.OpenExclusive(settings.Data));
    }

    private static async Task MigrateDatabaseAsync(IDeployment deployment, TextWriter output)
    {
        await deployment.MigrateDatabaseAsync(CancellationToken.None);
        await output.WriteLineAsync(
            $"The schema is up to date. {deployment.StorageLocation.Label}: {deployment.StorageLocation.Text}"
        );
    }

    private static async Task RunHostAsync(
        WebApplicationBuilder builder,
        IDeployment deployment,
        string urls,
        TextWriter output
    )
    {
        if (
            !await new StartupRetry(urls, output, TimeProvider.System).RunWithRetryAsync(
                deployment.PrepareDatabaseAsync,
                e => e is StorageUnavailableException { IsTransient: true }
            )
        )
            return;
        bool createKey =
            string.IsNullOrEmpty(builder.Configuration["Scim:OperatorKey"])
            && string.IsNullOrEmpty(builder.Configuration["Scim:OperatorKeyDigest"]);
        await using IBootstrapSession bootstrap = await deployment.BeginBootstrapAsync(
            createKey,
            CancellationToken.None
        );
        ConfigureServices(builder, deployment, bootstrap.Key);

        var cancellation = new StartupCancellation();
        builder.Logging.AddFilter("Orleans", level => level >= LogLevel.Error && !cancellation.IsCancelled);
        await using WebApplication app = builder.Build();
        cancellation.WatchLifetime(app.Lifetime);
        MapEndpoints(app);
        try
        {
            await app.StartAsync();
        }
        catch (Exception e)
            when (cancellation.IsCancelled && e is OperationCanceledException or OrleansLifecycleCanceledException)
        {
            return;
        }

        string? token = bootstrap.IsFirstStart
            ? await DemoTenantSeeder.CreateTenantAsync(app.Services.GetRequiredService<IGrainFactory>())
            : null;
        new Banner
        {
            BaseUrl = GetBaseUrl(app),
            StorageLocation = deployment.StorageLocation,
            Token = token,
            OperatorKey = bootstrap.Key?.Secret,
        }.WriteTo(output);
        await bootstrap.CompleteBootstrapAsync();
        await bootstrap.DisposeAsync();
        await app.WaitForShutdownAsync();
    }

    private static void ConfigureServices(WebApplicationBuilder builder, IDeployment deployment, OperatorKey? key)
    {
        builder.Services.Configure<GatewayOptions>(options => options.DrainTime = deployment.DrainTime);
        builder.Services.AddScimGateway().AddScimTelemetry(builder.Configuration);
        if (key is not null)
            builder.Services.Configure<GatewayOptions>(options => options.OperatorKeyDigest = key.Digest);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Host.UseOrleans(silo =>
        {
            deployment.ConfigureClustering(silo);
            silo.Configure<SiloMessagingOptions>(options =>
            {
                // Identity providers wait for one minute. A call that times out results in 503, which leaves time for a
                // retry.
                options.ResponseTimeout = TimeSpan.FromSeconds(25);

                // A call whose caller has timed out must not occupy a database connection and a grain. Off by default
                // since Orleans 10.
                options.CancelRequestOnTimeout = true;
            });
            silo.Configure<GrainCollectionOptions>(options =>
            {
                // Idle grains are deactivated after 15 minutes, Orleans' default. If memory becomes scarce earlier, the
                // least recently used grains are deactivated first, so that the process does not run out of memory.
                options.EnableActivationSheddingOnMemoryPressure = true;
            });
            silo.AddScimStorage(deployment.Database);
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
        string configured = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.PublicBaseUrl;
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
