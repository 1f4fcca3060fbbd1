using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tenants;

/// <summary>What a tenant's choices mean for its resources.</summary>
/// <param name="Settings">The choices.</param>
/// <param name="Schemas">The resource types and their attributes.</param>
internal sealed record TenantPolicy(TenantSettings Settings, TenantSchemas Schemas)
{
    /// <summary>What the keys of the tenant's cursors are derived from.</summary>
    public ReadOnlyMemory<byte> CursorSecret { get; init; }

    /// <summary>When the tenant was created: tells it from an earlier one of the same id.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// The policy with <see cref="PatchSettings.ReplaceCreates"/>, for changes that the program makes itself.
    /// </summary>
    public TenantPolicy WithValueCreation() =>
        Settings.Patch.ReplaceCreates
            ? this
            : this with
            {
                Settings = Settings with { Patch = Settings.Patch with { ReplaceCreates = true } },
            };

    /// <summary>Never prints the secret.</summary>
    public override string ToString() => nameof(TenantPolicy);
}

/// <summary>
/// Gives grains their tenant's policy from the process's cache, without a call to the tenant's grain for each request.
/// </summary>
internal sealed class TenantPolicyProvider(TenantCache cache)
{
    /// <summary>The policy, or null when there is no such tenant (any more).</summary>
    public async ValueTask<TenantPolicy?> GetPolicyAsync(string tenant) =>
        ToPolicy(await cache.GetSnapshotAsync(tenant));

    /// <summary>
    /// Makes the next <see cref="GetPolicyAsync"/> ask the tenant: what is known turned out to be old.
    /// </summary>
    public void InvalidatePolicy(string tenant) => cache.InvalidateSnapshot(tenant);

    /// <summary>The policy as it is now, not as it was half a second ago: for what cannot be undone.</summary>
    public async ValueTask<TenantPolicy?> GetFreshPolicyAsync(string tenant) =>
        ToPolicy(await cache.GetFreshSnapshotAsync(tenant));

    private static TenantPolicy? ToPolicy(TenantSnapshot? tenant) =>
        tenant is null
            ? null
            : new TenantPolicy(tenant.Settings, tenant.Schemas.Compiled)
            {
                CursorSecret = tenant.CursorSecret,
                CreatedAt = tenant.Created,
            };
}
