using Scim.Gateway.Hosting;

namespace Scim.Gateway.Security;

/// <summary>Names of the authorization policies that <see cref="GatewayServices.AddScimGateway"/> registers.</summary>
public static class GatewayPolicies
{
    /// <summary>
    /// Lets the operator in, who shows the operator key as a bearer token or, so that a browser can open a page, as the
    /// password of the user <c>operator</c> by HTTP Basic. For pages that only show: a browser sends Basic credentials
    /// along with requests that other sites cause.
    /// </summary>
    public const string Operator = "Scim.Operator";
}
