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
using Scim.Gateway.Http;
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

/// <summary>Registers the gateway.</summary>
public static class GatewayServices
{
    /// <summary>
    /// Registers what the gateway's endpoints need: <see cref="GatewayOptions"/>, the policy
    /// <see cref="GatewayPolicies.Operator"/> and Kestrel's limits among it. The host brings an
    /// <see cref="IGrainFactory"/>, as a silo or as a client. Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddScimGateway(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(TokenUsageTracker)))
            return services;

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services
            .AddOptions<GatewayOptions>()
            .BindConfiguration(GatewayOptions.SectionName)
            .ValidateOnStart();
        services
            .AddOptions<KestrelServerOptions>()
            .Configure<IOptions<GatewayOptions>>(
                (kestrel, options) => KestrelLimits.ApplyLimits(kestrel, options.Value)
            );

        services
            .AddOptions<HostOptions>()
            .Configure<IOptions<GatewayOptions>>(
                (host, options) =>
                    host.ShutdownTimeout = options.Value.DrainTime + TimeSpan.FromSeconds(30)
            );
        services.AddHostedService<DrainService>();
        services.AddSingleton<IStartupFilter, ConnectionCloseOnDrain>();

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
        services.AddSingleton<OperatorKey>();
        services.AddSingleton<UserNameLookupCache>();
        services.AddSingleton<ScimPipeline>();
        services.AddSingleton<OperatorPipeline>();
        services.AddSingleton<WorkplacePipeline>();
        services.AddSingleton<ReadinessProbe>();
        services.AddRouting();
        services.AddWorkplaceOpenApi();

        // It writes every request's query string, and filters name persons; and while it may write anything it begins a
        // trace for each request that nobody collects. What it would say of errors is said by the pipeline and by
        // Kestrel.
        services.AddLogging(logging =>
            logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
        );
        return services.AddOperatorPolicy();
    }

    // The parts of AddAuthentication that are needed: data protection, which it adds too, would write keys to the disk
    // and talk about it.
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
