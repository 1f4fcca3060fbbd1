using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sites;
using Scim.Grains.Errors;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Sites;

/// <summary>One site. See <see cref="ISiteGrain"/>.</summary>
/// <remarks>
/// The grain's state contains the site's name only. Permissions are rows, written by the database's trigger from the
/// delta of each commit.
/// </remarks>
internal sealed class SiteGrain(
    [FromKeyedServices(ScimStorageNames.Provider)] IGrainStorage storage,
    ISiteStore sites,
    TenantPolicyProvider policies,
    ICommitErrorClassifier commitErrors,
    IGrainContext context,
    TimeProvider time,
    ILogger<SiteGrain> logger
) : Grain, ISiteGrain
{
    private readonly StateStore<SiteState> _store = new(storage, ScimStorageNames.Site, context.GrainId);
    private readonly ResourceKey _key = ResourceKey.Parse(context.GrainId.Key.ToString()!);

    /// <inheritdoc/>
    public async Task<ScimResult<SiteInfo>> Create(CreateSite command, CancellationToken cancellationToken)
    {
        if (await policies.GetPolicyAsync(_key.Tenant) is null)
            return ResourceErrors.TenantNotFound;
        if (_store.Current.Version > 0)
            return new ScimError(ScimErrorKind.Conflict, "The site id is already in use. Retry the request.");
        ScimResult<SiteInfo> created = await CommitSiteAsync(SiteRules.ApplyCreate(_key, command, time.GetUtcNow()));

        // An id that was not returned to a caller will not be requested again.
        if (created.Error is not null)
            DeactivateOnIdle();
        return created;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<SiteInfo>> Read(CancellationToken cancellationToken) =>
        (await _store.ReadStateAsync()).Exists ? SiteRules.ToSiteInfo(_store.Current) : SiteErrors.SiteNotFound;

    /// <inheritdoc/>
    public async Task<ScimResult<SiteInfo>> Rename(RenameSite command, CancellationToken cancellationToken)
    {
        if (!(await _store.ReadStateAsync()).Exists)
            return SiteErrors.SiteNotFound;
        ScimResult<SiteState> next = SiteRules.ApplyRename(_store.Current, command, time.GetUtcNow());
        return next.Value?.Name == _store.Current.Name
            ? SiteRules.ToSiteInfo(_store.Current)
            : await CommitSiteAsync(next);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Unit>> Delete(DeleteSite command, CancellationToken cancellationToken)
    {
        if (!(await _store.ReadStateAsync()).Exists)
            return SiteErrors.SiteNotFound;
        if (
            await WriteStateAsync(SiteRules.CreateTombstone(_store.Current, command.Origin, time.GetUtcNow())) is
            { } error
        )
            return error;
        DeactivateOnIdle();
        return Unit.Instance;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Unit>> GrantRole(GrantSiteRole command, CancellationToken cancellationToken)
    {
        if (!(await _store.ReadStateAsync()).Exists)
            return SiteErrors.SiteNotFound;
        if (await policies.GetPolicyAsync(_key.Tenant) is not { } policy)
            return ResourceErrors.TenantNotFound;
        return SiteRules.FindRole(policy.Settings.Roles, command.Role) is { } role
            ? await SetGroupRoleAsync(command.GroupId, role, command.Origin, cancellationToken)
            : SiteErrors.CreateUnknownRole(policy.Settings.Roles);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Unit>> RevokeRole(RevokeSiteRole command, CancellationToken cancellationToken) =>
        (await _store.ReadStateAsync()).Exists
            ? await SetGroupRoleAsync(command.GroupId, null, command.Origin, cancellationToken)
            : SiteErrors.SiteNotFound;

    /// <inheritdoc/>
    public Task DeactivateGrain()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task<ScimResult<Unit>> SetGroupRoleAsync(
        string groupId,
        string? role,
        RequestOrigin caller,
        CancellationToken cancellationToken
    )
    {
        GroupRole group = await sites.ReadGroupRoleAsync(_key.Tenant, _key.Id, groupId, cancellationToken);
        if (!group.Exists)
            return SiteErrors.GroupNotFound;
        if (group.Role == role)
            return Unit.Instance;

        // If the group is deleted in the meantime, the trigger ignores the permission, as if the group had been deleted
        // afterwards.
        ScimError? error = await WriteStateAsync(
            SiteRules.ApplyGroupRole(_store.Current, groupId, role, caller, time.GetUtcNow())
        );
        return error is null ? Unit.Instance : error;
    }

    private async Task<ScimResult<SiteInfo>> CommitSiteAsync(ScimResult<SiteState> next)
    {
        if (next.Value is not { } state)
            return next.Error!;
        return await WriteStateAsync(state) is { } error ? error : SiteRules.ToSiteInfo(state);
    }

    private async Task<ScimError?> WriteStateAsync(SiteState next)
    {
        try
        {
            await _store.WriteStateAsync(next);
            Log.SiteCommitted(logger, next.Tenant, next.Id, next.Version);
            return null;
        }
        catch (Exception e)
        {
            switch (commitErrors.ClassifyError(e))
            {
                case CommitFailure.NameTaken:
                    return SiteErrors.NameTaken;
                case CommitFailure.RoleUnknown:
                    return SiteErrors.CreateUnknownRole(
                        (await policies.GetPolicyAsync(_key.Tenant))?.Settings.Roles ?? []
                    );
                default:
                    // The outcome of the write is unknown, so this activation must not continue with its state.
                    DeactivateOnIdle();
                    Log.SiteCommitFailed(logger, e.GetType().Name, next.Tenant, next.Id);
                    return ResourceErrors.OutcomeUnknown;
            }
        }
    }
}
