using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Names;

namespace Scim.Grains.Names;

/// <summary>The resource grains' side of <see cref="INameGrain"/>: finds the partition and keeps the order claim, commit, confirm or release.</summary>
internal sealed class NameClaims(IGrainFactory grains)
{
    /// <summary>Claims a name; returns the id of whoever has it, which is <paramref name="owner"/> when the claim succeeded.</summary>
    public Task<string> Claim(string tenant, string kind, string foldedName, string owner, CancellationToken cancellationToken) =>
        Grain(tenant, kind, foldedName).Claim(foldedName, owner, cancellationToken);

    /// <summary>Makes a claim last. Not awaited: the committed row says the same.</summary>
    public void Confirm(string tenant, string kind, string foldedName, string owner) =>
        Grain(tenant, kind, foldedName).Confirm(foldedName, owner).Ignore();

    /// <summary>Gives a name back. Not awaited: a claim on a name that is taken asks the database before it is refused.</summary>
    public void Release(string tenant, string kind, string foldedName, string owner) =>
        Grain(tenant, kind, foldedName).Release(foldedName, owner).Ignore();

    private INameGrain Grain(string tenant, string kind, string foldedName) =>
        grains.GetGrain<INameGrain>(ResourceKey.ForNames(tenant, kind, NamePartition.Of(foldedName)).ToString());
}
