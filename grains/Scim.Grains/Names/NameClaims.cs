using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Names;

namespace Scim.Grains.Names;

/// <summary>The resource grains' side of <see cref="INameGrain"/>: finds the partition and keeps the order claim, commit, confirm or release.</summary>
internal sealed class NameClaims(IGrainFactory grains)
{
    /// <summary>Claims a name; returns the id of whoever has it, which is <paramref name="owner"/> when the claim succeeded.</summary>
    public Task<string> Claim(string tenant, string kind, string foldedName, string owner, CancellationToken cancellationToken) =>
        Grain(tenant, kind, new Claim(null, foldedName)).Claim(foldedName, owner, cancellationToken);

    /// <summary>Makes a claim last. Not awaited: the committed row says the same.</summary>
    public void Confirm(string tenant, string kind, string foldedName, string owner) =>
        Grain(tenant, kind, new Claim(null, foldedName)).Confirm(foldedName, owner).Ignore();

    /// <summary>Gives a name back. Not awaited: a claim on a name that is taken asks the database before it is refused.</summary>
    public void Release(string tenant, string kind, string foldedName, string owner) =>
        Grain(tenant, kind, new Claim(null, foldedName)).Release(foldedName, owner).Ignore();

    /// <summary>Makes all claims, or none; returns the first that somebody else has, or null when all succeeded.</summary>
    public async Task<Claim?> Claim(ResourceKey owner, string kind, IReadOnlyList<Claim> claims, CancellationToken cancellationToken)
    {
        for (int i = 0; i < claims.Count; i++)
        {
            if (await Grain(owner.Tenant, kind, claims[i]).Claim(claims[i].Value, owner.Id, cancellationToken) == owner.Id) continue;
            Release(owner, kind, claims.Take(i));
            return claims[i];
        }

        return null;
    }

    /// <summary>Makes claims last. Not awaited.</summary>
    public void Confirm(ResourceKey owner, string kind, IEnumerable<Claim> claims)
    {
        foreach (Claim claim in claims) Grain(owner.Tenant, kind, claim).Confirm(claim.Value, owner.Id).Ignore();
    }

    /// <summary>Gives claims back. Not awaited.</summary>
    public void Release(ResourceKey owner, string kind, IEnumerable<Claim> claims)
    {
        foreach (Claim claim in claims) Grain(owner.Tenant, kind, claim).Release(claim.Value, owner.Id).Ignore();
    }

    private INameGrain Grain(string tenant, string kind, Claim claim)
    {
        int partition = NamePartition.Of(claim.Value);
        ResourceKey key = claim.Path is { } path ? ResourceKey.ForValues(tenant, kind, partition, path) : ResourceKey.ForNames(tenant, kind, partition);
        return grains.GetGrain<INameGrain>(key.ToString());
    }
}
