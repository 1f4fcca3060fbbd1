namespace Scim.GrainInterfaces.Tenants;

/// <summary>Lists the tenants of the installation, for the operator. A stateless worker with the key 0.</summary>
[Alias("scim.ITenantCatalogGrain"), GrainInterfaceType("scim.tenant-catalog")]
public interface ITenantCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>The tenants in the order of their ids, from the first behind <paramref name="after"/> on.</summary>
    /// <param name="after">The last id of the page before, or the empty string.</param>
    /// <param name="count">At most so many, 1 to 1000.</param>
    [Alias("List")]
    Task<IReadOnlyList<TenantInfo>> ListTenants(string after, int count);
}
