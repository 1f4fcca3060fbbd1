using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Names;
using Scim.Grains.Storage;

namespace Scim.Grains.Names;

/// <summary>
/// The resource grains' side of <see cref="INameGrain"/>: finds the partition and keeps the order claim, commit,
/// confirm or release.
/// </summary>
internal sealed class NameReservationClient(IGrainFactory grains)
{
    /// <summary>
    /// Claims a name; returns the id of whoever has it, which is <paramref name="owner"/> when the claim succeeded.
    /// </summary>
    public Task<string> ReserveNameAsync(
        string tenant,
        string kind,
        string foldedName,
        string owner,
        CancellationToken cancellationToken
    ) =>
        GetNameGrain(tenant, kind, null, foldedName)
            .ReserveName(foldedName, owner, cancellationToken);

    /// <summary>Makes a claim last. Not awaited: the committed row says the same.</summary>
    public void ConfirmName(string tenant, string kind, string foldedName, string owner) =>
        GetNameGrain(tenant, kind, null, foldedName).ConfirmName(foldedName, owner).Ignore();

    /// <summary>
    /// Gives a name back. Not awaited: a claim on a name that is taken asks the database before it is refused.
    /// </summary>
    public void ReleaseName(string tenant, string kind, string foldedName, string owner) =>
        GetNameGrain(tenant, kind, null, foldedName).ReleaseName(foldedName, owner).Ignore();

    /// <summary>
    /// Claims all values, or none; returns the first that somebody else has, or null when all claims succeeded.
    /// </summary>
    public async Task<StoredUniqueValue?> ReserveValuesAsync(
        ResourceKey owner,
        string kind,
        IReadOnlyList<StoredUniqueValue> values,
        CancellationToken cancellationToken
    )
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (
                await GetNameGrain(owner.Tenant, kind, values[i].Path, values[i].Value)
                    .ReserveName(values[i].Value, owner.Id, cancellationToken) == owner.Id
            )
                continue;
            ReleaseValues(owner, kind, values.Take(i));
            return values[i];
        }

        return null;
    }

    /// <summary>Makes claims of values last. Not awaited.</summary>
    public void ConfirmValues(ResourceKey owner, string kind, IEnumerable<StoredUniqueValue> values)
    {
        foreach (StoredUniqueValue value in values)
            GetNameGrain(owner.Tenant, kind, value.Path, value.Value)
                .ConfirmName(value.Value, owner.Id)
                .Ignore();
    }

    /// <summary>Gives values back. Not awaited.</summary>
    public void ReleaseValues(ResourceKey owner, string kind, IEnumerable<StoredUniqueValue> values)
    {
        foreach (StoredUniqueValue value in values)
            GetNameGrain(owner.Tenant, kind, value.Path, value.Value)
                .ReleaseName(value.Value, owner.Id)
                .Ignore();
    }

    // The path is null for the names of resources.
    private INameGrain GetNameGrain(string tenant, string kind, string? path, string value)
    {
        int partition = NamePartition.ComputePartition(value);
        ResourceKey key = path is null
            ? ResourceKey.ForNames(tenant, kind, partition)
            : ResourceKey.ForValues(tenant, kind, partition, path);
        return grains.GetGrainReference<INameGrain>(key.ToString());
    }
}
