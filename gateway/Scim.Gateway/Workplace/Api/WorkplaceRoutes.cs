using Scim.Gateway.Routing;

namespace Scim.Gateway.Workplace.Api;

/// <summary>The workplace API: what the hosting product asks and does. Each area has its own table.</summary>
internal static class WorkplaceRoutes
{
    /// <summary>Where it begins.</summary>
    public const string BasePath = "/tenants/{tenant}/api";

    /// <summary>The areas, in the order in which the description lists them.</summary>
    public static IReadOnlyList<WorkplaceArea> Areas { get; } =
    [
        Credentials.CredentialRoutes.Area,
        Users.UserRoutes.Area,
        Sessions.SessionRoutes.Area,
        Sites.SiteRoutes.Area,
        Uploads.UploadRoutes.Area,
        Search.DirectoryRoutes.Area,
    ];

    /// <summary>The routes; literal segments win over parameters, and the last one catches the rest.</summary>
    public static ApiRoute<WorkplaceRequest>[] All { get; } =
    [.. Areas.SelectMany(area => area.Routes), new("/{**path}")];
}
