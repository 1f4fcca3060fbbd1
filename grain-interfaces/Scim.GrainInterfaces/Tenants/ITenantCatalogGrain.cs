namespace Scim.GrainInterfaces.Tenants;

/// <summary>Lists the tenants of the deployment for the operator. A stateless worker with the key 0.</summary>
[Alias("scim.ITenantCatalogGrain"), GrainInterfaceType("scim.tenant-catalog")]
public interface ITenantCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Lists tenants in order of their ids.</summary>
    /// <param name="after">The last id of the previous page, or an empty string for the first page.</param>
    /// <param name="count">The maximum number of tenants to return, 1 to 1000.</param>
    [Alias("ListTenants")]
    Task<IReadOnlyList<TenantInfo>> ListTenants(string after, int count);
}
