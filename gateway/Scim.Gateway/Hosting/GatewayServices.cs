using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scim.Gateway.Authentication;
using Scim.Gateway.Configuration;
using Scim.Gateway.Health;
using Scim.Gateway.Jwt;
using Scim.Gateway.OAuth;
using Scim.Gateway.Operator;
using Scim.Gateway.RateLimiting;
using Scim.Gateway.Resources;
using Scim.Gateway.Security;
using Scim.Gateway.Telemetry;
using Scim.Gateway.Usage;
using Scim.Gateway.Workplace;
using Scim.Gateway.Workplace.Api;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Hosting;

/// <summary>Registers the services of the gateway.</summary>
public static class GatewayServices
{
    /// <summary>
    /// Registers the services that the gateway's endpoints need, including <see cref="GatewayOptions"/>, the policy
    /// <see cref="GatewayPolicies.Operator"/> and the limits of Kestrel. Repeated calls have no effect.
    /// </summary>
    /// <remarks>The host must register an <see cref="IGrainFactory"/>, as a silo or as a client.</remarks>
    /// <example>
    /// A gateway in a process of its own. A silo calls <c>UseOrleans</c> instead of <c>UseOrleansClient</c>; the rest
    /// is the same:
    /// <code>
    /// WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
    /// builder.UseOrleansClient(client => client.UseScimClustering(database));
    /// builder.Services.AddScimGateway().AddScimTelemetry(builder.Configuration);
    /// await using WebApplication app = builder.Build();
    /// app.UseScimGateway();
    /// app.MapScimGateway();
    /// await app.RunAsync();
    /// </code>
    /// </example>
    public static IServiceCollection AddScimGateway(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(TokenUsageTracker)))
            return services;

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.SectionName).ValidateOnStart();
        services
            .AddOptions<KestrelServerOptions>()
            .Configure<IOptions<GatewayOptions>>(
                (kestrel, options) => KestrelLimits.ApplyLimits(kestrel, options.Value)
            );

        services
            .AddOptions<HostOptions>()
            .Configure<IOptions<GatewayOptions>>(
                (host, options) => host.ShutdownTimeout = options.Value.DrainTime + TimeSpan.FromSeconds(30)
            );
        services.AddHostedService<DrainService>();
        services.AddSingleton<IStartupFilter, ConnectionCloseOnDrain>();
        services.AddSingleton<IStartupFilter, RepeatedSlashFilter>();

        services.TryAddSingleton<TenantCache>();
        services.AddSingleton<TokenUsageTracker>();
        services.AddHostedService<TokenUsageReporter>();
        services.AddSingleton<TenantLabels>();
        services.AddSingleton<TenantRateLimiter>();
        services.AddSingleton<AnonymousRateLimiter>();
        services.AddSingleton<TenantAuthenticator>();
        services.AddSingleton<AccessTokenService>();
        services.AddSingleton<OutboundAddressPolicy>();
        services.AddSingleton<JwtKeyReader>();
        services.AddSingleton<JwtKeyProvider>();
        services.AddSingleton<JwtAuthenticator>();
        services.AddSingleton<OAuthEndpoints>();
        services.AddSingleton<OAuthPipeline>();
        services.AddSingleton(provider =>
            OperatorKey.FromOptions(provider.GetRequiredService<IOptions<GatewayOptions>>().Value)
        );
        services.AddSingleton<UserNameLookupCache>();
        services.AddSingleton<ScimPipeline>();
        services.AddSingleton<OperatorPipeline>();
        services.AddSingleton<WorkplacePipeline>();
        services.AddSingleton<ReadinessProbe>();
        services.AddRouting();
        services.AddWorkplaceOpenApi();

        // These diagnostics log the query string of every request, and filters can contain personal data. While they
        // are enabled they also start an activity for every request that is never collected. The pipeline and Kestrel
        // log the errors.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None));
        return services.AddOperatorPolicy();
    }

    // Registers the required parts of AddAuthentication only: data protection, which it also adds, would write keys to
    // disk and log about it.
    private static IServiceCollection AddOperatorPolicy(this IServiceCollection services)
    {
        services.AddAuthenticationCore().AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<OperatorAuthenticationOptions, OperatorAuthenticationHandler>(
                OperatorAuthenticationOptions.BearerScheme,
                null
            )
            .AddScheme<OperatorAuthenticationOptions, OperatorAuthenticationHandler>(
                OperatorAuthenticationOptions.BasicScheme,
                null
            );
        services
            .AddAuthorizationBuilder()
            .AddPolicy(
                GatewayPolicies.Operator,
                policy =>
                    policy
                        .AddAuthenticationSchemes(
                            OperatorAuthenticationOptions.BearerScheme,
                            OperatorAuthenticationOptions.BasicScheme
                        )
                        .RequireAuthenticatedUser()
            );
        return services;
    }
}
