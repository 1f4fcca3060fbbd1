using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Caching;
using Scim.Grains.Errors;
using Scim.Grains.Representations;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Grains.Users;

/// <summary>One user. See <see cref="IUserGrain"/>.</summary>
/// <remarks>
/// <para>Caches the user's groups while <see cref="MembershipVersions"/> reports them as unchanged, and the last
/// representation while neither the user nor the groups change.</para>
/// <para>The reminder that deletes the user is part of the commit that deactivates the user, and is removed by the
/// commit that reactivates or deletes the user. Only a reminder that is due soon is registered with Orleans directly,
/// before the commit. A reminder that reaches a user who is not due for deletion has no effect and is removed.</para>
/// </remarks>
internal sealed class UserGrain(ResourceGrainServices services, IGrainContext context)
    : ResourceGrain(services, context, ResourceTypeNames.User, ScimStorageNames.User),
        IUserGrain,
        IRemindable
{
    private const string DeleteReminder = "delete";
    private bool _hasEndedSessions;
    private readonly string _key = context.GrainId.Key.ToString()!;
    private CachedGroups? _groups;
    private (ResourceType Type, string BaseUri, Representation Rendering)? _lastRepresentation;
    private CachedUserResponse? _cachedResponse;
    private bool _outcomeUnknown;

    /// <inheritdoc/>
    public async Task<ScimResult<ResourceReply>> ReadByUserName(
        ReadResource query,
        string foldedName,
        CancellationToken cancellationToken
    )
    {
        ResourceState present = await Store.ReadStateAsync();
        return present.Exists && present.Index?.Name == foldedName
            ? await Read(query, cancellationToken)
            : ResourceErrors.CreateNotFound(ResourceTypeNames.User, Key.Id);
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Read the reminder first: deleting the user also deletes the reminder's row, but Orleans still holds the
        // reminder in memory and must be notified.
        IGrainReminder? reminder = await this.GetReminder(reminderName);
        if (!await DeleteIfDueAsync() && reminder is not null)
            await this.UnregisterReminder(reminder);
    }

    /// <inheritdoc/>
    public async Task<UserStatus> GetStatus()
    {
        ResourceState user = await Store.ReadStateAsync();
        return new UserStatus
        {
            Exists = user.Exists,
            IsActive = UserRules.IsActive(user),
            Version = user.Version,
            DeactivatedVersion = user.DeactivatedVersion,
        };
    }

    /// <inheritdoc/>
    public async Task RescheduleDeletion()
    {
        if ((await Store.ReadStateAsync()).DeactivatedAt is null || await DeleteIfDueAsync())
            return;
        if (await this.GetReminder(DeleteReminder) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    /// <inheritdoc/>
    protected override async Task<ScimError?> ApplyChangeAsync(
        ResourceType type,
        ResourceChange change,
        RequestOrigin caller,
        CancellationToken cancellationToken
    ) =>
        await base.ApplyChangeAsync(type, change, caller, cancellationToken)
        ?? (
            Store.Current.DeactivatedVersion > 0 && !UserRules.IsActive(Store.Current) ? await EndSessionsAsync() : null
        );

    /// <inheritdoc/>
    protected override async Task<ScimError?> OnDeleteMissingAsync() =>
        Store.Current is { Exists: false, Version: > 0 } ? await EndSessionsAsync() : null;

    /// <inheritdoc/>
    protected override ResourceState FinalizeState(ResourceState present, ResourceState next, ResourceChange change)
    {
        // A user that is not stored yet cannot be a member of a group.
        if (!present.Exists)
            _groups = new CachedGroups(Services.MembershipVersions.GetStamp(Key), [], "");
        return UserRules.FinalizeState(present, next);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _outcomeUnknown = true;
        RemoveCachedResponse();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async ValueTask<ResourceState> OnCommittingAsync(ResourceState present, ResourceState next)
    {
        RemoveCachedResponse();
        if (next.DeactivatedAt == present.DeactivatedAt)
            return next;
        if (next.DeactivatedAt is null)
            return next with { Reminder = ReminderChange.CreateRemoval(GrainContext.GrainId, DeleteReminder) };
        if (
            await Services.Policies.GetPolicyAsync(Key.Tenant) is not { } policy
            || UserRules.GetDeletionTime(next, policy.Settings) is not { } due
        )
            return next;
        DateTimeOffset now = Services.Time.GetUtcNow();
        if (UserRules.IsReadInTime(due, now, Services.Reminders.Value))
            return next with
            {
                Reminder = ReminderChange.CreateRegistration(
                    GrainContext.GrainId,
                    DeleteReminder,
                    due,
                    UserRules.GetReminderPeriod(due, now)
                ),
            };
        await ScheduleDeletionAsync(due);
        return next;
    }

    /// <inheritdoc/>
    protected override void OnOutcomeUnknown() => _outcomeUnknown = true;

    /// <inheritdoc/>
    protected override async Task<ScimError?> OnCommittedAsync(ResourceState present, ResourceState next)
    {
        if (UserRules.IsActive(next))
            _hasEndedSessions = false;
        return next.Exists || !present.Exists ? null : await EndSessionsAsync();
    }

    /// <inheritdoc/>
    protected override async Task<Representation> RenderRepresentationAsync(
        ResourceType type,
        RequestOrigin caller,
        Projection projection,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<GroupRef> groups = projection.IsIncluded("groups")
            ? await ReadGroupsAsync(caller, cancellationToken)
            : [];
        string version = EntityTag.Format(Store.Current.Version, MembershipMapper.ComputeGroupsDigest(groups));
        if (!projection.IsDefault)
            return CreateRepresentation(projection);
        Representation rendering =
            _lastRepresentation is { } last
            && last.Type == type
            && last.BaseUri == caller.BaseUri
            && last.Rendering.Version == version
                ? last.Rendering
                : CreateRepresentation(projection);
        _lastRepresentation = (type, caller.BaseUri, rendering);
        CacheResponse(type, caller, rendering);
        return rendering;

        Representation CreateRepresentation(Projection shown) =>
            Representation.Create(
                type,
                Store.Current.Document.Span,
                BuildMeta(type, caller, version),
                shown,
                groups: groups
            );
    }

    // Caches the response for reads in the same process. Nothing was awaited since the state and the groups were read.
    private void CacheResponse(ResourceType type, RequestOrigin caller, Representation rendering)
    {
        if (_groups is not { } groups || _outcomeUnknown)
            return;
        var reply = new ResourceReply
        {
            Id = Key.Id,
            Version = rendering.Version,
            Location = FormatLocation(type, caller),
            Body = rendering.Body,
        };
        RemoveCachedResponse();
        _cachedResponse = Services.UserResponseCache.AddResponse(
            _key,
            new CachedUserResponse(
                type,
                caller.BaseUri,
                Store.Current.Index?.Name,
                groups.VersionStamp,
                MembershipVersions.GetCounterIndex(Key.Tenant),
                MembershipVersions.GetCounterIndex(Key.Id),
                reply
            )
        );
    }

    private void RemoveCachedResponse()
    {
        if (_cachedResponse is null)
            return;
        Services.UserResponseCache.RemoveResponse(_key, _cachedResponse);
        _cachedResponse = null;
    }

    private async ValueTask<IReadOnlyList<GroupRef>> ReadGroupsAsync(
        RequestOrigin caller,
        CancellationToken cancellationToken
    )
    {
        // Read the coherence first and the stamp second: an equal stamp is valid only if all invalidations were
        // received when it was read.
        bool isCoherent = Services.MembershipVersions.IsCoherent;
        MembershipVersionStamp stamp = Services.MembershipVersions.GetStamp(Key);
        if (
            _groups is { } known
            && known.VersionStamp == stamp
            && (known.Groups.Count == 0 || known.BaseUri == caller.BaseUri)
        )
        {
            if (isCoherent)
                return known.Groups;

            // If other processes write too, the cached groups are only valid for the response to the request that
            // created the user.
            _groups = null;
            if (Store.Current.Operation == ChangeOperation.Create && Store.Current.RequestId == caller.RequestId)
                return known.Groups;
        }

        ILookup<string, GroupRow> rows = await Services.Directory.ReadGroupsByMemberAsync(
            Key.Tenant,
            [Key.Id],
            cancellationToken
        );
        IReadOnlyList<GroupRef> groups = MembershipMapper.ToGroupRefs(rows[Key.Id], caller.BaseUri);
        _groups = isCoherent ? new CachedGroups(stamp, groups, caller.BaseUri) : null;
        return groups;
    }

    // Deletes the user if the retention period has elapsed. Returns true when the reminder is still needed.
    private async Task<bool> DeleteIfDueAsync()
    {
        ResourceState user = await Store.ReadStateAsync();
        if (user.DeactivatedAt is null || await Services.Policies.GetFreshPolicyAsync(Key.Tenant) is not { } policy)
            return false;
        if (UserRules.GetDeletionTime(user, policy.Settings) is not { } due)
            return false;
        if (due > GetCurrentTime())
        {
            await ScheduleDeletionAsync(due);
            return true;
        }

        ScimError? error = await RemoveResourceAsync(
            new RequestOrigin
            {
                Actor = "system:retention",
                RequestId = Guid.CreateVersion7(GetCurrentTime()).ToString("N"),
                BaseUri = "",
            }
        );
        if (error is null)
        {
            GrainInstruments.RecordDeletionDelay(GetCurrentTime() - due);
            Log.UserDeleted(Services.Logger, Key.Tenant, Key.Id);
        }

        return error is not null;
    }

    // Runs after the commit, so that it also ends a session whose start still read an active user. Repeated requests,
    // whose first response was not received, run it again.
    private async Task<ScimError?> EndSessionsAsync()
    {
        if (_hasEndedSessions)
            return null;
        try
        {
            await GrainFactory.GetGrain<IUserSessionsGrain>(Key.ToString()).EndAllSessions();
            _hasEndedSessions = true;
            return null;
        }
        catch (Exception e)
        {
            Log.SessionsEndFailed(Services.Logger, e.GetType().Name, Key.Tenant, Key.Id);
            return ResourceErrors.SessionsEndUnconfirmed;
        }
    }

    // A reminder that is not due soon is written to the table with its absolute time, as a commit writes it. A relative
    // time would be added to a later "now".
    private Task ScheduleDeletionAsync(DateTimeOffset due)
    {
        DateTimeOffset now = Services.Time.GetUtcNow();
        TimeSpan period = UserRules.GetReminderPeriod(due, now);
        if (!UserRules.IsReadInTime(due, now, Services.Reminders.Value))
            return this.RegisterOrUpdateReminder(DeleteReminder, due > now ? due - now : TimeSpan.Zero, period);
        return Services.ReminderTable.UpsertRow(
            new ReminderEntry
            {
                GrainId = GrainContext.GrainId,
                ReminderName = DeleteReminder,
                StartAt = due.UtcDateTime,
                Period = period,
            }
        );
    }

    private sealed record CachedGroups(
        MembershipVersionStamp VersionStamp,
        IReadOnlyList<GroupRef> Groups,
        string BaseUri
    );
}
