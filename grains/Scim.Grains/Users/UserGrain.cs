using Orleans.Runtime;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Grains.Users;

/// <summary>
/// One user. See <see cref="IUserGrain"/>. Keeps the last representation for as long as neither the user nor his groups change. The reminder that deletes
/// him is set before the commit that deactivates him: one that comes to a user who does not wait does nothing and goes away, so no crash leaves harm.
/// </summary>
internal sealed class UserGrain(ResourceGrainServices services, IGrainContext context)
    : ResourceGrain(services, context, ResourceKinds.User, ScimStorageNames.User), IUserGrain, IRemindable
{
    private const string DeleteReminder = "delete";
    private (string BaseUri, Rendering Rendering)? _rendered;

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (await Settle()) return;
        await Forget(DeleteReminder);
    }

    /// <inheritdoc/>
    public async Task Rearm()
    {
        if ((await Store.Read()).DeactivatedAt is null || await Settle()) return;
        await Forget(DeleteReminder);
    }

    /// <inheritdoc/>
    protected override ResourceState Complete(ResourceState present, ResourceState next, ResourceChange change) => UserRules.Complete(present, next);

    /// <inheritdoc/>
    protected override async Task Writing(ResourceState present, ResourceState next)
    {
        if (next.DeactivatedAt is null || next.DeactivatedAt == present.DeactivatedAt) return;
        if (await Services.Policies.Get(Key.Tenant) is { } policy && UserRules.DeleteAt(next, policy.Settings) is { } due) await Remind(due);
    }

    /// <inheritdoc/>
    protected override async Task<ScimError?> Written(ResourceState present, ResourceState next)
    {
        if (present.DeactivatedAt is null || next.DeactivatedAt is not null) return null;
        try
        {
            await Forget(DeleteReminder);
        }
        catch (Exception e)
        {
            // It will come once more, find nothing to do, and go.
            Log.ReminderStays(Services.Logger, e.GetType().Name, Key.Tenant, Key.Id);
        }

        return null;
    }

    /// <inheritdoc/>
    protected override async Task<Rendering> Render(ResourceType type, Caller caller, Projection projection, CancellationToken cancellationToken)
    {
        IReadOnlyList<GroupRef> groups = projection.Wants("groups") ? await Groups(caller, cancellationToken) : [];
        string version = EntityTag.Format(Store.Current.Version, References.Digest(groups));
        if (projection.IsDefault && _rendered is { } last && last.BaseUri == caller.BaseUri && last.Rendering.Version == version) return last.Rendering;

        Rendering rendering = Rendering.Of(type, Store.Current.Document.Span, Meta(type, caller, version), projection, groups: groups);
        if (projection.IsDefault) _rendered = (caller.BaseUri, rendering);
        return rendering;
    }

    private async Task<IReadOnlyList<GroupRef>> Groups(Caller caller, CancellationToken cancellationToken)
    {
        // A user who was created a moment ago is in no group.
        if (Store.Current.Operation == ChangeOperation.Create && Store.Current.RequestId == caller.RequestId) return [];
        ILookup<string, GroupRow> groups = await Services.Directory.GroupsOf(Key.Tenant, [Key.Id], cancellationToken);
        return References.Groups(groups[Key.Id], caller.BaseUri);
    }

    // Deletes the user if his time has come; true when the reminder is needed further on.
    private async Task<bool> Settle()
    {
        ResourceState user = await Store.Read();
        if (user.DeactivatedAt is null || await Services.Policies.GetAgain(Key.Tenant) is not { } policy) return false;
        if (UserRules.DeleteAt(user, policy.Settings) is not { } due) return false;
        if (due > Now())
        {
            await Remind(due);
            return true;
        }

        ScimError? error = await Remove(new Caller { Actor = "system:retention", RequestId = Guid.CreateVersion7(Now()).ToString("N"), BaseUri = "" });
        if (error is null) Log.Deleted(Services.Logger, Key.Tenant, Key.Id);
        return error is not null;
    }

    private Task<IGrainReminder> Remind(DateTimeOffset due)
    {
        DateTimeOffset now = Services.Time.GetUtcNow();
        return this.RegisterOrUpdateReminder(DeleteReminder, due > now ? due - now : TimeSpan.Zero, UserRules.ReminderPeriod(due, now));
    }

    private async Task Forget(string name)
    {
        if (await this.GetReminder(name) is { } reminder) await this.UnregisterReminder(reminder);
    }
}
