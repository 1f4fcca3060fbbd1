using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tenants;

/// <summary>The settings and schemas of a tenant that apply to its resources.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Schemas">The resource types and their attributes.</param>
internal sealed record TenantPolicy(TenantSettings Settings, TenantSchemas Schemas)
{
    /// <summary>The secret from which the keys of the tenant's cursors are derived.</summary>
    public ReadOnlyMemory<byte> CursorSecret { get; init; }

    /// <summary>The time when the tenant was created; distinguishes it from an earlier tenant of the same id.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// Returns the policy with <see cref="PatchSettings.ReplaceCreates"/> enabled, for changes that the server makes
    /// itself.
    /// </summary>
    public TenantPolicy WithValueCreation() =>
        Settings.Patch.ReplaceCreates
            ? this
            : this with
            {
                Settings = Settings with { Patch = Settings.Patch with { ReplaceCreates = true } },
            };

    /// <summary>Returns the type's name only, because the policy contains a secret.</summary>
    public override string ToString() => nameof(TenantPolicy);
}

/// <summary>
/// Provides grains with their tenant's policy from the process's cache, so that requests do not call the tenant's
/// grain.
/// </summary>
internal sealed class TenantPolicyProvider(TenantCache cache)
{
    /// <summary>Returns the policy, or null when the tenant does not exist.</summary>
    public async ValueTask<TenantPolicy?> GetPolicyAsync(string tenant) =>
        ToPolicy(await cache.GetSnapshotAsync(tenant));

    /// <summary>
    /// Invalidates the cached policy because it turned out to be outdated. The next <see cref="GetPolicyAsync"/> reads
    /// it from the tenant.
    /// </summary>
    public void InvalidatePolicy(string tenant) => cache.InvalidateSnapshot(tenant);

    /// <summary>Returns the current policy, bypassing the cache. Used before changes that cannot be undone.</summary>
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
