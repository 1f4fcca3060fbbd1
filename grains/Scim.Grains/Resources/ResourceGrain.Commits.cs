using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Errors;
using Scim.Grains.Names;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Resources;

/// <summary>The only way to commit a change of the resource, and the hooks of the resource types on that way.</summary>
internal abstract partial class ResourceGrain
{
    // The owner of the name when the last reservation was refused.
    private string? _nameOwner;

    /// <summary>Adds the values of the resource type to a state before it is written.</summary>
    protected virtual ResourceState FinalizeState(ResourceState present, ResourceState next, ResourceChange change) =>
        next;

    /// <summary>Called after each attempt to write a state, successful or not, before any other step.</summary>
    /// <returns>The error to return although the state was written, or null.</returns>
    protected virtual Task<ScimError?> OnWriteAttemptedAsync(ResourceState next) => Task.FromResult<ScimError?>(null);

    /// <summary>
    /// Called when the outcome of a write is unknown. The activation ends; its cached values must not be returned
    /// anymore.
    /// </summary>
    protected virtual void OnOutcomeUnknown() { }

    /// <summary>Called before a state is written. An exception prevents the write.</summary>
    /// <returns>The state with everything that is committed with it.</returns>
    protected virtual ValueTask<ResourceState> OnCommittingAsync(ResourceState present, ResourceState next) =>
        ValueTask.FromResult(next);

    /// <summary>Called after a state was written, before the caller receives the result.</summary>
    /// <returns>The error to return although the state was written, or null.</returns>
    protected virtual Task<ScimError?> OnCommittedAsync(ResourceState present, ResourceState next) =>
        Task.FromResult<ScimError?>(null);

    /// <summary>Deletes the resource and leaves a tombstone.</summary>
    protected async Task<ScimError?> RemoveResourceAsync(RequestOrigin caller)
    {
        string? name = Store.Current.Index?.Unique;
        UniqueValueDelta values = UniqueValueDelta.FromIndexes(Store.Current.Index, null);
        if (await WriteStateAsync(ResourceRules.CreateTombstone(Store.Current, caller, GetCurrentTime())) is { } error)
            return error;
        if (name is not null)
            Services.NameReservations.ReleaseName(Key.Tenant, Store.Current.Type, name, Key.Id);
        Services.NameReservations.ReleaseValues(Key, Store.Current.Type, values.Released);
        DeactivateOnIdle();
        return null;
    }

    /// <summary>
    /// Commits a change: reserves the name and the unique values if they are new, writes the state, and confirms or
    /// releases the reservations.
    /// </summary>
    /// <returns>Null when the change is committed or there is nothing to commit; otherwise the error.</returns>
    protected async Task<ScimError?> CommitChangeAsync(
        ResourceType type,
        ResourceChange change,
        MembershipDelta? members,
        RequestOrigin caller,
        CancellationToken cancellationToken
    )
    {
        ResourceState present = Store.Current;
        if (present.Exists && change.ChangedAttributes.Count == 0 && members is null && !change.IsMerge)
            return null;
        if (await Services.Policies.GetPolicyAsync(Key.Tenant) is not { } policy)
            return ResourceErrors.TenantNotFound;
        if (ResourceRules.CheckNameLength(type, change, Services.Limits.Value.MaxNameLength) is { } lengthError)
            return lengthError;
        ResourceState next = ResourceRules.BuildNextState(
            type,
            present,
            Key,
            change,
            members,
            caller,
            GetCurrentTime()
        ) with
        {
            PasswordHash = Services.PasswordHasher.ComputeNextHash(present.PasswordHash, change),
        };
        next = FinalizeState(present, next, change);
        ScimResult<ResourceState> allowed = ExternalIdRules.ApplyPolicy(
            policy.Settings.ExternalIdPolicy,
            present,
            next
        );
        if (allowed.Error is { } externalIdError)
            return externalIdError;
        next = allowed.Value!;

        string? oldName = present.Index?.Unique,
            name = next.Index!.Unique;
        if (name is not null && !NameRules.RequiresUnique(type.Name, policy.Settings))
            (next, name) = (NameRules.AllowDuplicate(next), null);
        string? reservedName = name == oldName ? null : name;
        if (
            reservedName is not null
            && await Services.NameReservations.ReserveNameAsync(
                Key.Tenant,
                type.Name,
                reservedName,
                Key.Id,
                cancellationToken
            )
                is var owner
            && owner != Key.Id
        )
        {
            _nameOwner = owner;
            GrainInstruments.RecordNameConflict(type.Name);
            if (reservedName != present.Index?.FoldedName)
                return ResourceErrors.CreateNameTaken(type.Name);

            // The resource already shares this name with others, from when duplicates were allowed. It may keep the
            // name until it is renamed.
            (next, name, reservedName) = (NameRules.AllowDuplicate(next), null, null);
        }

        next = await ReserveKeptExternalIdsAsync(type, present, next, cancellationToken);
        UniqueValueDelta values = UniqueValueDelta.FromIndexes(present.Index, next.Index);
        ScimError? error = await Services.NameReservations.ReserveValuesAsync(
            Key,
            type.Name,
            values.Reserved,
            cancellationToken
        )
            is { } taken
            ? ResourceErrors.CreateValueTaken(type.Name, [taken])
            : await WriteStateAsync(next);
        if (error is not null)
        {
            if (reservedName is not null)
                Services.NameReservations.ReleaseName(Key.Tenant, type.Name, reservedName, Key.Id);
            Services.NameReservations.ReleaseValues(Key, type.Name, values.Reserved);
            return error;
        }

        if (reservedName is not null)
            Services.NameReservations.ConfirmName(Key.Tenant, type.Name, reservedName, Key.Id);
        if (oldName is not null && oldName != name)
            Services.NameReservations.ReleaseName(Key.Tenant, type.Name, oldName, Key.Id);
        Services.NameReservations.ConfirmValues(Key, type.Name, values.Reserved);
        Services.NameReservations.ReleaseValues(Key, type.Name, values.Released);
        return null;
    }

    // The resource may share an externalId with others, from when duplicates were allowed. It may keep the externalId
    // until it gets another one.
    private async Task<ResourceState> ReserveKeptExternalIdsAsync(
        ResourceType type,
        ResourceState present,
        ResourceState next,
        CancellationToken cancellationToken
    )
    {
        foreach (StoredUniqueValue value in UniqueValueDelta.FromIndexes(present.Index, next.Index).Reserved)
        {
            if (
                ExternalIdRules.IsKept(present, value)
                && await Services.NameReservations.ReserveValuesAsync(Key, type.Name, [value], cancellationToken)
                    is not null
            )
                next = ExternalIdRules.AllowDuplicate(next, value);
        }

        return next;
    }

    private async Task<ScimError?> WriteStateAsync(ResourceState next)
    {
        ResourceState present = Store.Current;
        ScimError? error = await TryWriteStateAsync(present, next);
        ScimError? attemptError = await OnWriteAttemptedAsync(next);
        return error ?? attemptError ?? await OnCommittedAsync(present, next);
    }

    private async Task<ScimError?> TryWriteStateAsync(ResourceState present, ResourceState next)
    {
        try
        {
            await Store.WriteStateAsync(await OnCommittingAsync(present, next));
            Log.ResourceCommitted(Services.Logger, next.Type, next.Tenant, next.Id, next.Version);
            return null;
        }
        catch (Exception e)
        {
            switch (Services.CommitErrors.ClassifyError(e))
            {
                case CommitFailure.NameTaken:
                    GrainInstruments.RecordNameConflict(next.Type);
                    return ResourceErrors.CreateNameTaken(next.Type);
                case CommitFailure.ValueTaken:
                    return ResourceErrors.CreateValueTaken(
                        next.Type,
                        UniqueValueDelta.FromIndexes(Store.Current.Index, next.Index).Reserved
                    );
                case CommitFailure.SchemasChanged:
                    return ResourceErrors.SchemasChanged;
                case CommitFailure.Cycle:
                    return ResourceErrors.CircularMembership;
                default:
                    // The outcome of the write is unknown, so this activation must not continue with its state.
                    DeactivateOnIdle();
                    OnOutcomeUnknown();
                    GrainInstruments.RecordCommitFailure(stateName);
                    Log.ResourceCommitFailed(Services.Logger, e.GetType().Name, next.Type, next.Tenant, next.Id);
                    return ResourceErrors.OutcomeUnknown;
            }
        }
    }
}
