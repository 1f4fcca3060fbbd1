namespace Scim.Gateway.Configuration;

/// <summary>
/// Where gateways may fetch the keys of tenants' JWT issuers from. Without these, only by https from addresses of the
/// public internet, so that nobody who may change a tenant's settings can make the service look around in the network
/// that it runs in.
/// </summary>
public sealed class JwtOptions
{
    /// <summary>
    /// Allows this machine itself, by http as well: for tests and for an issuer that runs beside the service. Default
    /// false.
    /// </summary>
    public bool AllowLoopback { get; set; }

    /// <summary>
    /// Allows private and link-local addresses by https, for an issuer inside the company's network. Default false.
    /// </summary>
    public bool AllowPrivateNetworks { get; set; }
}
