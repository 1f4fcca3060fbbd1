using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sites;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Sites;

/// <summary>One site. See <see cref="ISiteGrain"/>. It holds its name; who may do what is rows, written from the delta of each commit.</summary>
internal sealed class SiteGrain(
    [FromKeyedServices(ScimStorageNames.Provider)] IGrainStorage storage,
    ISiteStore sites,
    TenantPolicies policies,
    ICommitFaults faults,
    IGrainContext context,
    TimeProvider time,
    ILogger<SiteGrain> logger) : Grain, ISiteGrain
{
    private readonly StateStore<SiteState> _store = new(storage, ScimStorageNames.Site, context.GrainId);
    private readonly ResourceKey _key = ResourceKey.Parse(context.GrainId.Key.ToString()!);

    /// <inheritdoc/>
    public async Task<ScimResult<SiteInfo>> Create(CreateSite command, CancellationToken cancellationToken)
    {
        if (await policies.Get(_key.Tenant) is null) return ResourceErrors.NoTenant;
        if (_store.Current.Version > 0) return new ScimError(ScimErrorKind.Conflict, $"The id '{_key.Id}' is in use.");
        ScimResult<SiteInfo> created = await Commit(SiteRules.Create(_key, command, time.GetUtcNow()));

        // Nobody will ever ask for an id again that was not given out.
        if (created.Error is not null) DeactivateOnIdle();
        return created;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<SiteInfo>> Read(CancellationToken cancellationToken) =>
        (await _store.Read()).Exists ? SiteRules.Info(_store.Current) : SiteErrors.NoSite;

    /// <inheritdoc/>
    public async Task<ScimResult<SiteInfo>> Rename(RenameSite command, CancellationToken cancellationToken)
    {
        if (!(await _store.Read()).Exists) return SiteErrors.NoSite;
        ScimResult<SiteState> next = SiteRules.Rename(_store.Current, command, time.GetUtcNow());
        return next.Value?.Name == _store.Current.Name ? SiteRules.Info(_store.Current) : await Commit(next);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Done>> Delete(DeleteSite command, CancellationToken cancellationToken)
    {
        if (!(await _store.Read()).Exists) return SiteErrors.NoSite;
        if (await Write(SiteRules.Tombstone(_store.Current, command.Caller, time.GetUtcNow())) is { } error) return error;
        DeactivateOnIdle();
        return Done.Instance;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Done>> Permit(PermitGroup command, CancellationToken cancellationToken)
    {
        if (!(await _store.Read()).Exists) return SiteErrors.NoSite;
        if (await policies.Get(_key.Tenant) is not { } policy) return ResourceErrors.NoTenant;
        return SiteRules.Role(policy.Settings.Roles, command.Role) is { } role
            ? await Permission(command.GroupId, role, command.Caller, cancellationToken)
            : SiteErrors.UnknownRole(policy.Settings.Roles);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Done>> Forbid(ForbidGroup command, CancellationToken cancellationToken) =>
        (await _store.Read()).Exists ? await Permission(command.GroupId, null, command.Caller, cancellationToken) : SiteErrors.NoSite;

    /// <inheritdoc/>
    public Task Forget()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task<ScimResult<Done>> Permission(string groupId, string? role, Caller caller, CancellationToken cancellationToken)
    {
        GroupRole group = await sites.RoleOf(_key.Tenant, _key.Id, groupId, cancellationToken);
        if (!group.Exists) return SiteErrors.NoGroup;
        if (group.Role == role) return Done.Instance;

        // A group that is deleted meanwhile is left out by the trigger, as if it had been deleted afterwards.
        ScimError? error = await Write(SiteRules.Permission(_store.Current, groupId, role, caller, time.GetUtcNow()));
        return error is null ? Done.Instance : error;
    }

    private async Task<ScimResult<SiteInfo>> Commit(ScimResult<SiteState> next)
    {
        if (next.Value is not { } state) return next.Error!;
        return await Write(state) is { } error ? error : SiteRules.Info(state);
    }

    private async Task<ScimError?> Write(SiteState next)
    {
        try
        {
            await _store.Write(next);
            Log.Committed(logger, next.Tenant, next.Id, next.Version);
            return null;
        }
        catch (Exception e)
        {
            switch (faults.Classify(e))
            {
                case CommitFault.NameTaken:
                    return SiteErrors.NameTaken;
                case CommitFault.RoleUnknown:
                    return SiteErrors.UnknownRole((await policies.Get(_key.Tenant))?.Settings.Roles ?? []);
                default:
                    // Whether it was written is not known: this activation must not go on with what it believes.
                    DeactivateOnIdle();
                    Log.CommitFailed(logger, e.GetType().Name, next.Tenant, next.Id);
                    return ResourceErrors.NotConfirmed;
            }
        }
    }
}
