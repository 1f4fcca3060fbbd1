using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Groups;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Grains.Telemetry;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Grains.Users;

/// <summary>
/// One user. See <see cref="IUserGrain"/>. Keeps the groups that he is in for as long as <see cref="MembershipMarks"/> tells that they are still so, and the last
/// representation for as long as neither he nor they change. The reminder that deletes him is part of the commit that deactivates him and goes with the one that brings him back or
/// deletes him. Only one that is due soon is Orleans' to set, before the commit: a reminder that comes to a user who does not wait does nothing and goes away.
/// </summary>
internal sealed class UserGrain(ResourceGrainServices services, IGrainContext context)
    : ResourceGrain(services, context, ResourceKinds.User, ScimStorageNames.User), IUserGrain, IRemindable
{
    private const string DeleteReminder = "delete";
    private bool _sessionsEnded;
    private readonly string _key = context.GrainId.Key.ToString()!;
    private KnownGroups? _groups;
    private (ResourceType Type, string BaseUri, Rendering Rendering)? _rendered;
    private LocalUser? _published;
    private bool _inDoubt;

    /// <inheritdoc/>
    public async Task<ScimResult<ResourceReply>> ReadNamed(ReadResource query, string foldedName, CancellationToken cancellationToken)
    {
        ResourceState present = await Store.Read();
        return present.Exists && present.Index?.Name == foldedName ? await Read(query, cancellationToken) : ResourceErrors.Missing(ResourceKinds.User, Key.Id);
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Asked for first: with the user's deletion its row goes, and Orleans, which has it in memory, is still to be told.
        IGrainReminder? reminder = await this.GetReminder(reminderName);
        if (!await Settle() && reminder is not null) await this.UnregisterReminder(reminder);
    }

    /// <inheritdoc/>
    public async Task<UserStanding> Standing()
    {
        ResourceState user = await Store.Read();
        return new UserStanding { Exists = user.Exists, Active = UserRules.IsActive(user), Version = user.Version, DeactivatedVersion = user.DeactivatedVersion };
    }

    /// <inheritdoc/>
    public async Task Rearm()
    {
        if ((await Store.Read()).DeactivatedAt is null || await Settle()) return;
        if (await this.GetReminder(DeleteReminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    /// <inheritdoc/>
    protected override async Task<ScimError?> Apply(ResourceType type, ResourceChange change, Caller caller, CancellationToken cancellationToken) =>
        await base.Apply(type, change, caller, cancellationToken) ?? (Store.Current.DeactivatedVersion > 0 && !UserRules.IsActive(Store.Current) ? await EndSessions() : null);

    /// <inheritdoc/>
    protected override async Task<ScimError?> Gone() => Store.Current is { Exists: false, Version: > 0 } ? await EndSessions() : null;

    /// <inheritdoc/>
    protected override ResourceState Complete(ResourceState present, ResourceState next, ResourceChange change)
    {
        // Nobody can have put him into a group before he is written.
        if (!present.Exists) _groups = new KnownGroups(Services.Marks.Of(Key), [], "");
        return UserRules.Complete(present, next);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _inDoubt = true;
        Withdraw();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async ValueTask<ResourceState> Writing(ResourceState present, ResourceState next)
    {
        Withdraw();
        if (next.DeactivatedAt == present.DeactivatedAt) return next;
        if (next.DeactivatedAt is null) return next with { Reminder = ReminderChange.Gone(GrainContext.GrainId, DeleteReminder) };
        if (await Services.Policies.Get(Key.Tenant) is not { } policy || UserRules.DeleteAt(next, policy.Settings) is not { } due) return next;
        DateTimeOffset now = Services.Time.GetUtcNow();
        if (UserRules.IsReadInTime(due, now, Services.Reminders.Value))
            return next with { Reminder = ReminderChange.Set(GrainContext.GrainId, DeleteReminder, due, UserRules.ReminderPeriod(due, now)) };
        await ScheduleDeletion(due);
        return next;
    }

    /// <inheritdoc/>
    protected override void Doubt() => _inDoubt = true;

    /// <inheritdoc/>
    protected override async Task<ScimError?> Written(ResourceState present, ResourceState next)
    {
        if (UserRules.IsActive(next)) _sessionsEnded = false;
        return next.Exists || !present.Exists ? null : await EndSessions();
    }

    /// <inheritdoc/>
    protected override async Task<Rendering> Render(ResourceType type, Caller caller, Projection projection, CancellationToken cancellationToken)
    {
        IReadOnlyList<GroupRef> groups = projection.Wants("groups") ? await Groups(caller, cancellationToken) : [];
        string version = EntityTag.Format(Store.Current.Version, References.Digest(groups));
        if (!projection.IsDefault) return Of(projection);
        Rendering rendering = _rendered is { } last && last.Type == type && last.BaseUri == caller.BaseUri && last.Rendering.Version == version ? last.Rendering : Of(projection);
        _rendered = (type, caller.BaseUri, rendering);
        Publish(type, caller, rendering);
        return rendering;

        Rendering Of(Projection shown) => Rendering.Of(type, Store.Current.Document.Span, Meta(type, caller, version), shown, groups: groups);
    }

    // For those who ask in the same process. Nothing was awaited since the state and the groups were looked at.
    private void Publish(ResourceType type, Caller caller, Rendering rendering)
    {
        if (_groups is not { } groups || _inDoubt) return;
        var reply = new ResourceReply { Id = Key.Id, Version = rendering.Version, Location = Location(type, caller), Body = rendering.Body };
        Withdraw();
        _published = Services.LocalUsers.Publish(
            _key, new LocalUser(type, caller.BaseUri, Store.Current.Index?.Name, groups.Mark, MembershipMarks.Place(Key.Tenant), MembershipMarks.Place(Key.Id), reply));
    }

    private void Withdraw()
    {
        if (_published is null) return;
        Services.LocalUsers.Withdraw(_key, _published);
        _published = null;
    }

    private async ValueTask<IReadOnlyList<GroupRef>> Groups(Caller caller, CancellationToken cancellationToken)
    {
        // First whether all changes are seen, then the mark: one that is equal at a moment when they are is true.
        bool seeAll = Services.Marks.SeeAll;
        MembershipMark mark = Services.Marks.Of(Key);
        if (_groups is { } known && known.Mark == mark && (known.Groups.Count == 0 || known.BaseUri == caller.BaseUri))
        {
            if (seeAll) return known.Groups;

            // Where others write too, only the answer to his creation knows.
            _groups = null;
            if (Store.Current.Operation == ChangeOperation.Create && Store.Current.RequestId == caller.RequestId) return known.Groups;
        }

        ILookup<string, GroupRow> rows = await Services.Directory.GroupsOf(Key.Tenant, [Key.Id], cancellationToken);
        IReadOnlyList<GroupRef> groups = References.Groups(rows[Key.Id], caller.BaseUri);
        _groups = seeAll ? new KnownGroups(mark, groups, caller.BaseUri) : null;
        return groups;
    }

    // Deletes the user if his time has come; true when the reminder is needed further on.
    private async Task<bool> Settle()
    {
        ResourceState user = await Store.Read();
        if (user.DeactivatedAt is null || await Services.Policies.GetAgain(Key.Tenant) is not { } policy) return false;
        if (UserRules.DeleteAt(user, policy.Settings) is not { } due) return false;
        if (due > Now())
        {
            await ScheduleDeletion(due);
            return true;
        }

        ScimError? error = await Remove(new Caller { Actor = "system:retention", RequestId = Guid.CreateVersion7(Now()).ToString("N"), BaseUri = "" });
        if (error is null)
        {
            GrainInstruments.Deleted(Now() - due);
            Log.Deleted(Services.Logger, Key.Tenant, Key.Id);
        }

        return error is not null;
    }

    // After the commit, so that a session whose start still saw an active user is there to be ended. Whoever repeats a request that was not answered gets here, too.
    private async Task<ScimError?> EndSessions()
    {
        if (_sessionsEnded) return null;
        try
        {
            await GrainFactory.GetGrain<IUserSessionsGrain>(Key.ToString()).EndAll();
            _sessionsEnded = true;
            return null;
        }
        catch (Exception e)
        {
            Log.SessionsNotEnded(Services.Logger, e.GetType().Name, Key.Tenant, Key.Id);
            return ResourceErrors.SessionsNotEnded;
        }
    }

    // A far reminder is written to the table with its absolute time, as a commit writes it: a relative one would be added to a later "now".
    private Task ScheduleDeletion(DateTimeOffset due)
    {
        DateTimeOffset now = Services.Time.GetUtcNow();
        TimeSpan period = UserRules.ReminderPeriod(due, now);
        if (!UserRules.IsReadInTime(due, now, Services.Reminders.Value))
            return this.RegisterOrUpdateReminder(DeleteReminder, due > now ? due - now : TimeSpan.Zero, period);
        return Services.ReminderTable.UpsertRow(
            new ReminderEntry { GrainId = GrainContext.GrainId, ReminderName = DeleteReminder, StartAt = due.UtcDateTime, Period = period });
    }

    private sealed record KnownGroups(MembershipMark Mark, IReadOnlyList<GroupRef> Groups, string BaseUri);
}
