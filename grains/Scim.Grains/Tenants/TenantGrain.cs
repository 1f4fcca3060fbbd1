using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Groups;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Sites;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Hosting;
using Scim.Grains.Resources;
using Scim.Grains.Sites;
using Scim.Grains.Storage;
using Scim.Grains.Telemetry;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tenants;

/// <summary>One tenant: settings, credentials, and the removal of everything when it is deleted. See <see cref="ITenantGrain"/>.</summary>
internal sealed partial class TenantGrain(
    [FromKeyedServices(ScimStorageNames.Provider)] IGrainStorage storage,
    ITenantStore tenants,
    ISchemaStore schemaStore,
    ISiteStore sites,
    ICommitFaults faults,
    IGrainContext context,
    TimeProvider time,
    ILogger<TenantGrain> logger) : Grain, ITenantGrain, ITenantSchemaGrain, IRemindable
{
    private const string PurgeReminder = "purge";
    private const int PurgeBatch = 500;

    private readonly StateStore<TenantState> _store = new(storage, ScimStorageNames.Tenant, context.GrainId);
    private TenantSnapshot? _snapshot;

    private string Id => ResourceKey.Parse(this.GetPrimaryKeyString()).Tenant;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Outage.Translated(Wake);

    /// <inheritdoc/>
    public async Task<ScimResult<TenantInfo>> Create(CreateTenant command)
    {
        ScimResult<TenantState> next = TenantRules.Create(_store.Current, Id, command, time.GetUtcNow());
        if (next.Value is not { } created) return next.Error!;
        if (_store.Current.Purging) await Purge();
        await Commit(created with { Version = _store.Current.Version + 1 });
        return TenantRules.Info(_store.Current);
    }

    /// <inheritdoc/>
    public Task<ScimResult<TenantInfo>> Read() =>
        Task.FromResult<ScimResult<TenantInfo>>(_store.Current.Exists ? TenantRules.Info(_store.Current) : Missing());

    /// <inheritdoc/>
    public async Task<ScimResult<TenantInfo>> Update(UpdateTenant command)
    {
        if (!_store.Current.Exists) return Missing();
        ScimResult<TenantState> next = TenantRules.Update(_store.Current, command, time.GetUtcNow());
        if (next.Value is not { } changed) return next.Error!;
        await Commit(changed);
        return TenantRules.Info(changed);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Done>> Delete()
    {
        if (!_store.Current.Exists) return Missing();

        // The reminder first: a crash after the commit then still finds somebody to finish.
        await this.RegisterOrUpdateReminder(PurgeReminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
        await Commit(TenantRules.Delete(_store.Current, time.GetUtcNow()));
        this.RegisterGrainTimer(Purge, TenantCache.Freshness * 2, Timeout.InfiniteTimeSpan);
        return Done.Instance;
    }

    /// <inheritdoc/>
    public Task<ScimResult<TenantSnapshot>> Snapshot(long knownVersion)
    {
        if (!_store.Current.Exists) return Task.FromResult<ScimResult<TenantSnapshot>>(Missing());
        if (_store.Current.Version == knownVersion) return Task.FromResult(default(ScimResult<TenantSnapshot>));
        _snapshot ??= TenantRules.Snapshot(_store.Current) with { Schemas = Schemas() };
        return Task.FromResult<ScimResult<TenantSnapshot>>(_snapshot);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<IssuedToken>> IssueToken(IssueToken command)
    {
        if (!_store.Current.Exists) return Missing();
        ScimResult<IssuedToken> issued = TenantRules.Issue(_store.Current, command, time.GetUtcNow(), out TenantState next);
        if (issued.Error is null) await Commit(next);
        return issued;
    }

    /// <inheritdoc/>
    public Task<ScimResult<IReadOnlyList<TokenInfo>>> ListTokens() => Task.FromResult<ScimResult<IReadOnlyList<TokenInfo>>>(
        _store.Current.Exists ? _store.Current.Tokens.Select(TenantRules.Info).ToArray() : Missing());

    /// <inheritdoc/>
    public async Task<ScimResult<Done>> RevokeToken(string tokenId)
    {
        if (!_store.Current.Exists) return Missing();
        if (TenantRules.Revoke(_store.Current, tokenId, time.GetUtcNow()) is not { } next)
            return new ScimError(ScimErrorKind.NotFound, "The tenant has no token of that id. List its tokens for the ids.");
        await Commit(next);
        return Done.Instance;
    }

    /// <inheritdoc/>
    public async Task TokensUsed(IReadOnlyDictionary<string, DateTimeOffset> lastUse)
    {
        if (!_store.Current.Exists) return;
        TenantState next = TenantRules.Used(_store.Current, lastUse) ?? _store.Current;
        next = ClientRules.Used(next, lastUse) ?? next;
        if (!ReferenceEquals(next, _store.Current)) await Commit(next);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<CreatedClient>> CreateClient(CreateClient command)
    {
        if (!_store.Current.Exists) return Missing();
        ScimResult<CreatedClient> created = ClientRules.Create(_store.Current, command, time.GetUtcNow(), out TenantState next);
        if (created.Error is null) await Commit(next);
        return created;
    }

    /// <inheritdoc/>
    public Task<ScimResult<IReadOnlyList<ClientInfo>>> ListClients() => Task.FromResult<ScimResult<IReadOnlyList<ClientInfo>>>(
        _store.Current.Exists ? _store.Current.Clients.Select(ClientRules.Info).ToArray() : Missing());

    /// <inheritdoc/>
    public async Task<ScimResult<Done>> DeleteClient(string clientId)
    {
        if (!_store.Current.Exists) return Missing();
        if (ClientRules.Delete(_store.Current, clientId, time.GetUtcNow()) is not { } next)
            return new ScimError(ScimErrorKind.NotFound, "The tenant has no client of that id. List its clients for the ids.");
        await Commit(next);
        return Done.Instance;
    }

    /// <inheritdoc/>
    public Task<ScimResult<TenantSettings>> ReadSettings() =>
        Task.FromResult<ScimResult<TenantSettings>>(_store.Current.Exists ? _store.Current.Settings : Missing());

    /// <inheritdoc/>
    public async Task<ScimResult<TenantSettings>> PatchSettings(PatchTenantSettings command)
    {
        if (!_store.Current.Exists) return Missing();
        ScimResult<TenantState> next = TenantRules.PatchSettings(_store.Current, command, time.GetUtcNow(), Schemas().Compiled);
        if (next.Value is not { } changed) return next.Error!;
        IReadOnlyList<string> roles = RoleRules.Removed(_store.Current.Settings, changed.Settings);
        if (roles.Count > 0 && await sites.RolesInUse(Id, roles, CancellationToken.None) is { Count: > 0 } uses) return RoleRules.InUse(uses);
        bool rearm = changed.Settings.Deprovisioning != _store.Current.Settings.Deprovisioning;
        IRetentionGrain retention = GrainFactory.GetGrain<IRetentionGrain>(ResourceKey.ForRetention(Id).ToString());
        if (rearm) await retention.Announce();
        try
        {
            await Commit(changed);
        }
        catch (Exception e) when (faults.Classify(e) == CommitFault.RoleInUse)
        {
            // A site gave it to a group in between; the database has the last word.
            return RoleRules.InUse(await sites.RolesInUse(Id, roles, CancellationToken.None));
        }

        if (rearm) await retention.Begin();
        return changed.Settings;
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Purge();

    private async Task Wake()
    {
        // One of an earlier version gets the secrets that it lacks.
        TenantState present = await _store.Read();
        if (present.Exists && TenantRules.WithSecrets(present, time.GetUtcNow()) is { } next) await Commit(next);
    }

    private async Task Commit(TenantState next)
    {
        try
        {
            await _store.Write(next);
        }
        catch
        {
            // The outcome is unknown: the next activation reads what is true.
            GrainInstruments.CommitFailed(ScimStorageNames.Tenant);
            DeactivateOnIdle();
            throw;
        }

        _snapshot = null;
        Log.Committed(logger, next.Tenant, next.Version);
    }

    // Removes what the tenant left, a batch at a time, and ends the activations above it; may be broken off and repeated at any point.
    private async Task Purge()
    {
        if (_store.Current.Purging)
        {
            while (await tenants.Purge(Id, PurgeBatch, CancellationToken.None) is { Count: > 0 } removed)
                await Task.WhenAll(removed.Select(r => Forget(r.Kind, r.Id)));
            await Commit(_store.Current with { Purging = false, Version = _store.Current.Version + 1 });
            Log.Purged(logger, Id);
        }

        if (await this.GetReminder(PurgeReminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private Task Forget(string kind, string id)
    {
        if (!kind.StartsWith('/')) return Resource(kind, id).Forget();
        return kind[1..] == ScimStorageNames.Site ? GrainFactory.GetGrain<ISiteGrain>(new ResourceKey(Id, id).ToString()).Forget() : Task.CompletedTask;
    }

    private IResourceGrain Resource(string kind, string id)
    {
        string key = new ResourceKey(Id, id).ToString();
        return kind switch
        {
            ResourceKinds.User => GrainFactory.GetGrain<IUserGrain>(key),
            ResourceKinds.Group => GrainFactory.GetGrain<IGroupGrain>(key),
            _ => GrainFactory.GetGrain<ICustomResourceGrain>(key),
        };
    }

    private ScimError Missing() => new(ScimErrorKind.NotFound, $"There is no tenant '{Id}'.");
}
