namespace Scim.GrainInterfaces;

/// <summary>
/// The key of a grain that belongs to a tenant, formatted as <c>{tenant}/{id}</c>. All grain keys are formatted and
/// parsed here.
/// </summary>
/// <remarks>
/// The tenant is always the first segment, so that the call filter can compare it with the tenant of the request. The
/// slash also ensures that a key never looks like a number or a GUID, which the ADO.NET storage provider would store in
/// a different form.
/// </remarks>
/// <param name="Tenant">The tenant's id: lowercase letters, digits and hyphens.</param>
/// <param name="Id">The id of the resource or service within the tenant; may contain further slashes.</param>
/// <example>
/// Address the grain of a resource and a grain that exists once per tenant, and parse the key of a grain:
/// <code>
/// IUserGrain user = grains.GetGrainReference&lt;IUserGrain>(new ResourceKey("acme", userId).ToString());
/// IDirectoryGrain directory = grains.GetGrainReference&lt;IDirectoryGrain>(
///     ResourceKey.ForDirectory("acme").ToString()
/// );
/// (string tenant, string id) = ResourceKey.Parse(user.GetPrimaryKeyString()); // acme, userId
/// </code>
/// </example>
public readonly record struct ResourceKey(string Tenant, string Id)
{
    /// <summary>Returns the grain key.</summary>
    public override string ToString() => $"{Tenant}/{Id}";

    /// <summary>Parses a grain key.</summary>
    /// <exception cref="FormatException">The key does not contain a tenant.</exception>
    public static ResourceKey Parse(string key) =>
        TryParse(key, out ResourceKey parsed)
            ? parsed
            : throw new FormatException($"Grain key '{key}' does not contain a tenant.");

    /// <summary>Parses a grain key.</summary>
    /// <param name="key">The grain key.</param>
    /// <param name="parsed">The parsed key, or the default value.</param>
    /// <returns>False when the key does not contain a tenant.</returns>
    public static bool TryParse(string key, out ResourceKey parsed)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        parsed = slash > 0 ? new ResourceKey(key[..slash], key[(slash + 1)..]) : default;
        return slash > 0;
    }

    /// <summary>The key of a tenant's <see cref="Tenants.ITenantGrain"/>.</summary>
    public static ResourceKey ForTenant(string tenant) => new(tenant, "tenant");

    /// <summary>The key of a tenant's <see cref="Directory.IDirectoryGrain"/>.</summary>
    public static ResourceKey ForDirectory(string tenant) => new(tenant, "directory");

    /// <summary>The key of a tenant's <see cref="Users.IRetentionGrain"/>.</summary>
    public static ResourceKey ForRetention(string tenant) => new(tenant, "retention");

    /// <summary>The key of a tenant's <see cref="Sessions.ISignInGrain"/>.</summary>
    public static ResourceKey ForSignIn(string tenant) => new(tenant, "sign-in");

    /// <summary>The key of a tenant's <see cref="Sites.IAccessGrain"/>.</summary>
    public static ResourceKey ForAccess(string tenant) => new(tenant, "access");

    /// <summary>The key of a tenant's <see cref="Uploads.IUploadListGrain"/>.</summary>
    public static ResourceKey ForUploads(string tenant) => new(tenant, "uploads");

    /// <summary>The key of a tenant's <see cref="Search.ISearchGrain"/>.</summary>
    public static ResourceKey ForSearch(string tenant) => new(tenant, "search");

    /// <summary>The key of one partition of a tenant's unique names.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="resourceType">The name of the resource type.</param>
    /// <param name="partition">The partition, 0 to <see cref="Names.NamePartition.Count"/> - 1.</param>
    public static ResourceKey ForNames(string tenant, string resourceType, int partition) =>
        new(
            tenant,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"names/{resourceType}/{partition}")
        );

    /// <summary>The key of one partition of the values of a unique attribute.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="resourceType">The name of the resource type.</param>
    /// <param name="partition">The partition, 0 to <see cref="Names.NamePartition.Count"/> - 1.</param>
    /// <param name="path">The path of the attribute.</param>
    public static ResourceKey ForValues(string tenant, string resourceType, int partition, string path) =>
        new(
            tenant,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"names/{resourceType}/{partition}/{path}")
        );
}
