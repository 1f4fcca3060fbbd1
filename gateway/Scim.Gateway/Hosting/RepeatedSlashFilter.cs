using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Scim.Gateway.Hosting;

/// <summary>
/// Treats repeated slashes in the path of a tenant as one. Clients that join a base URL with a trailing slash and a
/// path send <c>//Users</c>.
/// </summary>
/// <remarks>A startup filter, because it must run before routing.</remarks>
internal sealed class RepeatedSlashFilter : IStartupFilter
{
    private const string Tenants = "/tenants/";

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(request =>
                http =>
                {
                    if (http.Request.Path.Value is { } path && path.Contains("//", StringComparison.Ordinal))
                        http.Request.Path = CollapseSlashes(path);
                    return request(http);
                }
            );
            next(app);
        };

    /// <summary>Returns the path with single slashes, or as it is if it is not the path of a tenant.</summary>
    internal static string CollapseSlashes(string path)
    {
        string collapsed = path;
        while (collapsed.Contains("//", StringComparison.Ordinal))
            collapsed = collapsed.Replace("//", "/", StringComparison.Ordinal);
        return collapsed.StartsWith(Tenants, StringComparison.OrdinalIgnoreCase) ? collapsed : path;
    }
}
