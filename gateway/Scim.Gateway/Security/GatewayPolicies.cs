using Scim.Gateway.Hosting;

namespace Scim.Gateway.Security;

/// <summary>
/// The names of the authorization policies that <see cref="GatewayServices.AddScimGateway"/> registers.
/// </summary>
public static class GatewayPolicies
{
    /// <summary>
    /// Requires the operator key, as a bearer token or as the password of the user <c>operator</c> with HTTP Basic, so
    /// that browsers can open a page.
    /// </summary>
    /// <remarks>
    /// Use it for read-only pages only: browsers also send Basic credentials with requests that other sites cause
    /// (cross-site request forgery).
    /// </remarks>
    public const string Operator = "Scim.Operator";
}
