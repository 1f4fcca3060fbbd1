using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tenants;

/// <summary>What a tenant's choices mean for its resources.</summary>
/// <param name="Settings">The choices.</param>
/// <param name="Schemas">The resource types and their attributes.</param>
internal sealed record TenantPolicy(TenantSettings Settings, TenantSchemas Schemas)
{
    /// <summary>When the tenant was created: tells it from an earlier one of the same id.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The policy with <see cref="PatchSettings.ReplaceCreates"/>, for changes that the program makes itself.</summary>
    public TenantPolicy CreatingValues() =>
        Settings.Patch.ReplaceCreates ? this : this with { Settings = Settings with { Patch = Settings.Patch with { ReplaceCreates = true } } };
}

/// <summary>Gives grains their tenant's policy from the process's cache, without a call to the tenant's grain for each request.</summary>
internal sealed class TenantPolicies(TenantCache cache)
{
    /// <summary>The policy, or null when there is no such tenant (any more).</summary>
    public async ValueTask<TenantPolicy?> Get(string tenant) =>
        await cache.Get(tenant) is { } snapshot ? new TenantPolicy(snapshot.Settings, snapshot.Schemas.Compiled) { Since = snapshot.Created } : null;

    /// <summary>Makes the next <see cref="Get"/> ask the tenant: what is known turned out to be old.</summary>
    public void Forget(string tenant) => cache.Forget(tenant);

    /// <summary>The policy as it is now, not as it was half a second ago: for what cannot be undone.</summary>
    public async ValueTask<TenantPolicy?> GetAgain(string tenant) =>
        await cache.GetAgain(tenant) is { } snapshot ? new TenantPolicy(snapshot.Settings, snapshot.Schemas.Compiled) { Since = snapshot.Created } : null;
}
