namespace Scim.Gateway.Configuration;

/// <summary>The addresses from which gateways may fetch the keys of tenants' JWT issuers.</summary>
/// <remarks>
/// By default only https and addresses of the public internet are allowed, so that changing a tenant's settings does
/// not give access to the internal network of the service (server-side request forgery).
/// </remarks>
public sealed class JwtOptions
{
    /// <summary>
    /// Allows loopback addresses, with http as well, for tests and for an issuer on the same machine. The default is
    /// false.
    /// </summary>
    public bool AllowLoopback { get; set; }

    /// <summary>
    /// Allows private and link-local addresses with https, for an issuer inside the company network. The default is
    /// false.
    /// </summary>
    public bool AllowPrivateNetworks { get; set; }
}
