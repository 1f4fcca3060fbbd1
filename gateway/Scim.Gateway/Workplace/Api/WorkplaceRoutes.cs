using Scim.Gateway.Routing;

namespace Scim.Gateway.Workplace.Api;

/// <summary>
/// The routes of the workplace API, which the hosting product uses. Each area defines its own routes.
/// </summary>
internal static class WorkplaceRoutes
{
    /// <summary>The base path of the routes.</summary>
    public const string BasePath = "/tenants/{tenant}/api";

    /// <summary>The areas, in the order of the OpenAPI document.</summary>
    public static IReadOnlyList<WorkplaceArea> Areas { get; } =
    [
        CredentialRoutes.Area,
        UserRoutes.Area,
        Sessions.SessionRoutes.Area,
        Sites.SiteRoutes.Area,
        Uploads.UploadRoutes.Area,
        Search.DirectoryRoutes.Area,
    ];

    /// <summary>The routes. Literal segments take precedence over parameters; the last route is the fallback.</summary>
    public static ApiRoute<WorkplaceRequest>[] All { get; } =
    [.. Areas.SelectMany(area => area.Routes), new("/{**path}")];
}
