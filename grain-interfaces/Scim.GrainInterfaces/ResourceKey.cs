namespace Scim.GrainInterfaces;

/// <summary>
/// The key of every grain that belongs to a tenant, <c>{tenant}/{id}</c>: formatted and parsed here and nowhere else.
/// The tenant is always the first segment, so that the call filter can compare it with the caller's. The slash also
/// keeps a key from looking like a number or a GUID, which the ADO.NET provider would store in another form.
/// </summary>
/// <param name="Tenant">The tenant's id: lower-case letters, digits and hyphens.</param>
/// <param name="Id">What the key names inside the tenant; may hold further slashes.</param>
public readonly record struct ResourceKey(string Tenant, string Id)
{
    /// <summary>The grain key.</summary>
    public override string ToString() => $"{Tenant}/{Id}";

    /// <summary>Takes a grain key apart.</summary>
    /// <exception cref="FormatException">The key has no tenant.</exception>
    public static ResourceKey Parse(string key) =>
        TryParse(key, out ResourceKey parsed)
            ? parsed
            : throw new FormatException($"Grain key '{key}' carries no tenant.");

    /// <summary>Takes a grain key apart; false when it has no tenant.</summary>
    public static bool TryParse(string key, out ResourceKey parsed)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        parsed = slash > 0 ? new ResourceKey(key[..slash], key[(slash + 1)..]) : default;
        return slash > 0;
    }

    /// <summary>The key of a tenant's own grain.</summary>
    public static ResourceKey ForTenant(string tenant) => new(tenant, "tenant");

    /// <summary>The key of a tenant's directory.</summary>
    public static ResourceKey ForDirectory(string tenant) => new(tenant, "directory");

    /// <summary>The key of the grain that sees to a tenant's retention.</summary>
    public static ResourceKey ForRetention(string tenant) => new(tenant, "retention");

    /// <summary>The key of a tenant's sign-in.</summary>
    public static ResourceKey ForSignIn(string tenant) => new(tenant, "sign-in");

    /// <summary>The key of the grain that answers who may do what on a tenant's sites.</summary>
    public static ResourceKey ForAccess(string tenant) => new(tenant, "access");

    /// <summary>The key of a tenant's list of uploads.</summary>
    public static ResourceKey ForUploads(string tenant) => new(tenant, "uploads");

    /// <summary>The key of the grain that looks a tenant's users and groups up by what people call them.</summary>
    public static ResourceKey ForSearch(string tenant) => new(tenant, "search");

    /// <summary>The key of one partition of a tenant's unique names.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">The resource type whose names these are.</param>
    /// <param name="partition">0 to <see cref="Names.NamePartition.Count"/> - 1.</param>
    public static ResourceKey ForNames(string tenant, string kind, int partition) =>
        new(
            tenant,
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"names/{kind}/{partition}"
            )
        );

    /// <summary>The key of one partition of the values of an attribute that must be unique.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">The resource type whose values these are.</param>
    /// <param name="partition">0 to <see cref="Names.NamePartition.Count"/> - 1.</param>
    /// <param name="path">The attribute.</param>
    public static ResourceKey ForValues(string tenant, string kind, int partition, string path) =>
        new(
            tenant,
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"names/{kind}/{partition}/{path}"
            )
        );
}
