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

/// <summary>Maps the endpoints of the gateway. Each API authenticates its own requests.</summary>
public static class GatewayEndpoints
{
    /// <summary>
    /// Adds an error body to responses for paths without an endpoint. Optional; call it before other middleware.
    /// </summary>
    public static IApplicationBuilder UseScimGateway(this IApplicationBuilder app) =>
        app.UseMiddleware<NotFoundMiddleware>();

    /// <summary>Maps all endpoints of the gateway. Use it in a silo and in a separate gateway process.</summary>
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
    /// Maps the SCIM API at <c>/tenants/{tenant}/scim/v2</c> (RFC 7644). Requests need a bearer token of the tenant;
    /// all errors are SCIM errors, for any path and method.
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
    /// Maps the token endpoint <c>/tenants/{tenant}/oauth2/token</c>, at which OAuth clients of the tenant get access
    /// tokens for <see cref="MapScim"/>. Requests authenticate with client credentials.
    /// </summary>
    public static RouteGroupBuilder MapScimOAuth(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ApiRoute<OAuthRequest>[] routes = endpoints.ServiceProvider.GetRequiredService<OAuthEndpoints>().Routes;
        return MapRoutes(
            endpoints,
            OAuthEndpoints.BasePath,
            endpoints.ServiceProvider.GetRequiredService<OAuthPipeline>(),
            routes
        );
    }

    /// <summary>
    /// Maps the workplace API at <c>/tenants/{tenant}/api</c>. Requests need a bearer token of the tenant with
    /// workplace scopes; errors are problem details (RFC 9457).
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
    /// Maps the OpenAPI document of <see cref="MapWorkplace"/> at <c>/openapi/workplace.json</c> and a page to browse
    /// it at <c>/docs</c>.
    /// </summary>
    /// <remarks>Both require no authentication and contain no data of a tenant.</remarks>
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
    /// Maps the operator API at <c>/operator</c>: tenants, their credentials, schemas and settings. Requests need the
    /// operator key as a bearer token.
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
    /// Maps <c>/health/live</c> (200 while the process responds) and <c>/health/ready</c> (200 if grains and database
    /// respond, otherwise 503). Both require no authentication.
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
        string basePath,
        ApiPipeline<TRequest> pipeline,
        ApiRoute<TRequest>[] routes
    )
        where TRequest : class
    {
        RouteGroupBuilder group = endpoints.MapGroup(basePath);

        // The pipeline does everything a request needs. Short-circuiting skips the middleware that the host adds
        // between routing and endpoints for its own pages, which would cost time in every request.
        foreach (ApiRoute<TRequest> route in routes)
            group
                .Map(route.Pattern, pipeline.CreateHandler(route, basePath + route.Pattern))
                .WithDisplayName(basePath + route.Pattern)
                .ShortCircuit();
        return group;
    }
}
