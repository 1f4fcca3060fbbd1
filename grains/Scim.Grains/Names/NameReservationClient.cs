using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Names;
using Scim.Grains.Storage;

namespace Scim.Grains.Names;

/// <summary>
/// Calls <see cref="INameGrain"/> on behalf of resource grains: selects the partition and reserves, confirms and
/// releases names.
/// </summary>
/// <remarks>Names must be reserved before the commit, and confirmed or released after it.</remarks>
internal sealed class NameReservationClient(IGrainFactory grains)
{
    /// <summary>Reserves a name.</summary>
    /// <returns>
    /// The id of the resource that has the name; <paramref name="owner"/> when the reservation succeeded.
    /// </returns>
    public Task<string> ReserveNameAsync(
        string tenant,
        string resourceType,
        string foldedName,
        string owner,
        CancellationToken cancellationToken
    ) => GetNameGrain(tenant, resourceType, null, foldedName).ReserveName(foldedName, owner, cancellationToken);

    /// <summary>Confirms a reservation. Not awaited, because the name is committed in the database.</summary>
    public void ConfirmName(string tenant, string resourceType, string foldedName, string owner) =>
        GetNameGrain(tenant, resourceType, null, foldedName).ConfirmName(foldedName, owner).Ignore();

    /// <summary>
    /// Releases a name. Not awaited, because a reservation of a taken name checks the database before it is rejected.
    /// </summary>
    public void ReleaseName(string tenant, string resourceType, string foldedName, string owner) =>
        GetNameGrain(tenant, resourceType, null, foldedName).ReleaseName(foldedName, owner).Ignore();

    /// <summary>Reserves all values or none.</summary>
    /// <returns>The first value that another resource has; null when all values were reserved.</returns>
    public async Task<StoredUniqueValue?> ReserveValuesAsync(
        ResourceKey owner,
        string resourceType,
        IReadOnlyList<StoredUniqueValue> values,
        CancellationToken cancellationToken
    )
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (
                await GetNameGrain(owner.Tenant, resourceType, values[i].Path, values[i].Value)
                    .ReserveName(values[i].Value, owner.Id, cancellationToken) == owner.Id
            )
                continue;
            ReleaseValues(owner, resourceType, values.Take(i));
            return values[i];
        }

        return null;
    }

    /// <summary>Confirms the reservations of values. Not awaited.</summary>
    public void ConfirmValues(ResourceKey owner, string resourceType, IEnumerable<StoredUniqueValue> values)
    {
        foreach (StoredUniqueValue value in values)
            GetNameGrain(owner.Tenant, resourceType, value.Path, value.Value)
                .ConfirmName(value.Value, owner.Id)
                .Ignore();
    }

    /// <summary>Releases values. Not awaited.</summary>
    public void ReleaseValues(ResourceKey owner, string resourceType, IEnumerable<StoredUniqueValue> values)
    {
        foreach (StoredUniqueValue value in values)
            GetNameGrain(owner.Tenant, resourceType, value.Path, value.Value)
                .ReleaseName(value.Value, owner.Id)
                .Ignore();
    }

    // The path is null for resource names.
    private INameGrain GetNameGrain(string tenant, string resourceType, string? path, string value)
    {
        int partition = NamePartition.ComputePartition(value);
        ResourceKey key = path is null
            ? ResourceKey.ForNames(tenant, resourceType, partition)
            : ResourceKey.ForValues(tenant, resourceType, partition, path);
        return grains.GetGrainReference<INameGrain>(key.ToString());
    }
}
