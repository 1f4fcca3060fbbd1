using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Scim.Gateway.Health;
using Scim.Gateway.Http;
using Scim.Gateway.OAuth;
using Scim.Gateway.Operator;
using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.Gateway.Workplace;
using Scim.Gateway.Workplace.Api;

namespace Scim.Gateway.Hosting;

/// <summary>Maps the gateway's endpoints. Each brings its own authentication.</summary>
public static class GatewayEndpoints
{
    /// <summary>Gives paths that no endpoint has an error body. Optional; before other middleware.</summary>
    public static IApplicationBuilder UseScimGateway(this IApplicationBuilder app) =>
        app.UseMiddleware<NotFoundMiddleware>();

    /// <summary>
    /// Maps everything below: what a gateway serves, whether it runs in a silo or in a process of its own.
    /// </summary>
    public static WebApplication MapScimGateway(this WebApplication app)
    {
        app.MapScimHealth();
        app.MapScim();
        app.MapScimOAuth();
        app.MapOperator();
        app.MapWorkplace();
        return app.MapWorkplaceOpenApi();
    }

    /// <summary>
    /// Maps <c>/tenants/{tenant}/scim/v2</c> (RFC 7644): bearer tokens of the tenant, SCIM errors, whatever the path
    /// and method.
    /// </summary>
    public static RouteGroupBuilder MapScim(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return MapRoutes(
            endpoints,
            ScimRoutes.BasePath,
            endpoints.ServiceProvider.GetRequiredService<ScimPipeline>(),
            ScimRoutes.All
        );
    }

    /// <summary>
    /// Maps <c>/tenants/{tenant}/oauth2/token</c>, where OAuth clients of the tenant get access tokens for
    /// <see cref="MapScim"/>. Open to everybody.
    /// </summary>
    public static RouteGroupBuilder MapScimOAuth(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ApiRoute<OAuthRequest>[] routes = endpoints
            .ServiceProvider.GetRequiredService<OAuthEndpoints>()
            .Routes;
        return MapRoutes(
            endpoints,
            OAuthEndpoints.BasePath,
            endpoints.ServiceProvider.GetRequiredService<OAuthPipeline>(),
            routes
        );
    }

    /// <summary>
    /// Maps <c>/tenants/{tenant}/api</c>, the workplace API: bearer tokens of the tenant with workplace scopes, errors
    /// as problems (RFC 9457).
    /// </summary>
    public static RouteGroupBuilder MapWorkplace(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return MapRoutes(
            endpoints,
            WorkplaceRoutes.BasePath,
            endpoints.ServiceProvider.GetRequiredService<WorkplacePipeline>(),
            WorkplaceRoutes.All
        );
    }

    /// <summary>
    /// Maps the description of <see cref="MapWorkplace"/>: the OpenAPI document at <c>/openapi/workplace.json</c> and a
    /// page to browse it at <c>/docs</c>. Open to everybody: it says nothing about any tenant.
    /// </summary>
    public static WebApplication MapWorkplaceOpenApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapOpenApi();
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "Orleans.Scim workplace API";
            page.SwaggerEndpoint("/openapi/workplace.json", "Workplace API");
        });
        return app;
    }

    /// <summary>
    /// Maps <c>/operator</c>: tenants, their tokens and settings, for the bearer of the operator key.
    /// </summary>
    public static RouteGroupBuilder MapOperator(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return MapRoutes(
            endpoints,
            OperatorRoutes.BasePath,
            endpoints.ServiceProvider.GetRequiredService<OperatorPipeline>(),
            OperatorRoutes.All
        );
    }

    /// <summary>
    /// Maps <c>/health/live</c> (the process answers) and <c>/health/ready</c> (grains and database answer; 503
    /// otherwise). Open to everybody.
    /// </summary>
    public static RouteGroupBuilder MapScimHealth(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        RouteGroupBuilder health = endpoints.MapGroup("/health");
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        health.MapMethods("/live", methods, HealthEndpoints.WriteLivenessAsync);
        health.MapMethods("/ready", methods, HealthEndpoints.WriteReadinessAsync);
        return health;
    }

    private static RouteGroupBuilder MapRoutes<TRequest>(
        IEndpointRouteBuilder endpoints,
        string at,
        ApiPipeline<TRequest> pipeline,
        ApiRoute<TRequest>[] routes
    )
        where TRequest : class
    {
        RouteGroupBuilder group = endpoints.MapGroup(at);

        // The pipeline brings everything; what the host puts between routing and endpoints for its own pages would be
        // paid for with each request.
        foreach (ApiRoute<TRequest> route in routes)
            group
                .Map(route.Pattern, pipeline.CreateHandler(route, at + route.Pattern))
                .WithDisplayName(at + route.Pattern)
                .ShortCircuit();
        return group;
    }
}
