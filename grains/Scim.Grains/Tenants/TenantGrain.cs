using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sites;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tenants;

/// <summary>
/// One tenant: its settings and credentials, and the removal of its data when it is deleted. See
/// <see cref="ITenantGrain"/>.
/// </summary>
internal sealed partial class TenantGrain(
    [FromKeyedServices(ScimStorageNames.Provider)] IGrainStorage storage,
    ITenantStore tenants,
    ISchemaStore schemaStore,
    ISiteStore sites,
    ICommitErrorClassifier commitErrors,
    IGrainContext context,
    TimeProvider time,
    ILogger<TenantGrain> logger
) : Grain, ITenantGrain, ITenantSchemaGrain, IRemindable
{
    private const string PurgeReminder = "purge";
    private const int PurgeBatch = 500;

    private readonly StateStore<TenantState> _store = new(storage, ScimStorageNames.Tenant, context.GrainId);

    // The state that GetSnapshot answers from: committed, and complete. A schema change publishes its state only when
    // it ends.
    private TenantState _published = new();
    private TenantSnapshot? _snapshot;

    private string Id => ResourceKey.Parse(this.GetPrimaryKeyString()).Tenant;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        TransientStorageErrors.TranslateErrorsAsync(InitializeStateAsync);

    /// <inheritdoc/>
    public async Task<ScimResult<TenantInfo>> Create(CreateTenant command)
    {
        ScimResult<TenantState> next = TenantRules.ApplyCreate(_store.Current, Id, command, time.GetUtcNow());
        if (next.Value is not { } created)
            return next.Error!;
        if (_store.Current.Purging)
            await PurgeDataAsync();
        await CommitStateAsync(created with { Version = _store.Current.Version + 1 });
        return TenantRules.ToTenantInfo(_store.Current);
    }

    /// <inheritdoc/>
    public Task<ScimResult<TenantInfo>> Read() =>
        Task.FromResult<ScimResult<TenantInfo>>(
            _store.Current.Exists ? TenantRules.ToTenantInfo(_store.Current) : CreateNotFoundError()
        );

    /// <inheritdoc/>
    public async Task<ScimResult<TenantInfo>> Update(UpdateTenant command)
    {
        if (!_store.Current.Exists)
            return CreateNotFoundError();
        ScimResult<TenantState> next = TenantRules.ApplyUpdate(_store.Current, command, time.GetUtcNow());
        if (next.Value is not { } changed)
            return next.Error!;
        await CommitStateAsync(changed);
        return TenantRules.ToTenantInfo(changed);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Unit>> Delete()
    {
        if (!_store.Current.Exists)
            return CreateNotFoundError();

        // Register the reminder first, so that the purge is resumed after a crash that follows the commit.
        await this.RegisterOrUpdateReminder(PurgeReminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
        await CommitStateAsync(TenantRules.CreateTombstone(_store.Current, time.GetUtcNow()));
        this.RegisterGrainTimer(PurgeDataAsync, TenantCache.MaxAge * 2, Timeout.InfiniteTimeSpan);
        return Unit.Instance;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<TenantSnapshot>> GetSnapshot(long knownVersion)
    {
        // A process that knows the published state keeps serving during a schema change. Any other process waits for
        // the end of the change, which calls no grain: the database refuses its writes under the published schemas.
        if (_schemaChange is { } change && _published.Version != knownVersion)
            await change;
        if (!_published.Exists)
            return CreateNotFoundError();
        if (_published.Version == knownVersion)
            return default;
        return _snapshot ??= TenantRules.ToSnapshot(_published) with { Schemas = GetSchemas() };
    }

    /// <inheritdoc/>
    public async Task<ScimResult<IssuedToken>> IssueToken(IssueToken command)
    {
        if (!_store.Current.Exists)
            return CreateNotFoundError();
        ScimResult<IssuedToken> issued = TenantRules.AddToken(
            _store.Current,
            command,
            time.GetUtcNow(),
            out TenantState next
        );
        if (issued.Error is null)
            await CommitStateAsync(next);
        return issued;
    }

    /// <inheritdoc/>
    public Task<ScimResult<IReadOnlyList<TokenInfo>>> ListTokens() =>
        Task.FromResult<ScimResult<IReadOnlyList<TokenInfo>>>(
            _store.Current.Exists
                ? _store.Current.Tokens.Select(TenantRules.ToTokenInfo).ToArray()
                : CreateNotFoundError()
        );

    /// <inheritdoc/>
    public async Task<ScimResult<Unit>> RevokeToken(string tokenId)
    {
        if (!_store.Current.Exists)
            return CreateNotFoundError();
        if (TenantRules.RemoveToken(_store.Current, tokenId, time.GetUtcNow()) is not { } next)
            return new ScimError(
                ScimErrorKind.NotFound,
                "Token not found in this tenant. List the tenant's tokens to find its id."
            );
        await CommitStateAsync(next);
        return Unit.Instance;
    }

    /// <inheritdoc/>
    public async Task RecordCredentialUse(IReadOnlyDictionary<string, DateTimeOffset> lastUse)
    {
        if (!_store.Current.Exists)
            return;
        TenantState next = TenantRules.RecordLastUse(_store.Current, lastUse) ?? _store.Current;
        next = ClientRules.RecordLastUse(next, lastUse) ?? next;
        if (!ReferenceEquals(next, _store.Current))
            await CommitStateAsync(next);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<CreatedClient>> CreateClient(CreateClient command)
    {
        if (!_store.Current.Exists)
            return CreateNotFoundError();
        ScimResult<CreatedClient> created = ClientRules.AddClient(
            _store.Current,
            command,
            time.GetUtcNow(),
            out TenantState next
        );
        if (created.Error is null)
            await CommitStateAsync(next);
        return created;
    }

    /// <inheritdoc/>
    public Task<ScimResult<IReadOnlyList<ClientInfo>>> ListClients() =>
        Task.FromResult<ScimResult<IReadOnlyList<ClientInfo>>>(
            _store.Current.Exists
                ? _store.Current.Clients.Select(ClientRules.ToClientInfo).ToArray()
                : CreateNotFoundError()
        );

    /// <inheritdoc/>
    public async Task<ScimResult<Unit>> DeleteClient(string clientId)
    {
        if (!_store.Current.Exists)
            return CreateNotFoundError();
        if (ClientRules.RemoveClient(_store.Current, clientId, time.GetUtcNow()) is not { } next)
            return new ScimError(
                ScimErrorKind.NotFound,
                "Client not found in this tenant. List the tenant's clients to find its id."
            );
        await CommitStateAsync(next);
        return Unit.Instance;
    }

    /// <inheritdoc/>
    public Task<ScimResult<TenantSettings>> ReadSettings() =>
        Task.FromResult<ScimResult<TenantSettings>>(
            _store.Current.Exists ? _store.Current.Settings : CreateNotFoundError()
        );

    /// <inheritdoc/>
    public async Task<ScimResult<TenantSettings>> PatchSettings(PatchTenantSettings command)
    {
        if (!_store.Current.Exists)
            return CreateNotFoundError();
        ScimResult<TenantState> next = TenantRules.ApplySettingsPatch(
            _store.Current,
            command,
            time.GetUtcNow(),
            GetSchemas().Compiled
        );
        if (next.Value is not { } changed)
            return next.Error!;
        IReadOnlyList<string> roles = RoleRules.GetRemovedRoles(_store.Current.Settings, changed.Settings);
        if (roles.Count > 0 && await sites.CountRoleUsesAsync(Id, roles, CancellationToken.None) is { Count: > 0 } uses)
            return RoleRules.CreateInUseError(uses);
        bool retentionChanged = changed.Settings.Deprovisioning != _store.Current.Settings.Deprovisioning;
        IRetentionGrain retention = GrainFactory.GetGrain<IRetentionGrain>(ResourceKey.ForRetention(Id).ToString());
        if (retentionChanged)
            await retention.ScheduleSweep();
        try
        {
            await CommitStateAsync(changed);
        }
        catch (Exception e) when (commitErrors.ClassifyError(e) == CommitFailure.RoleInUse)
        {
            // A site granted the role to a group in the meantime; the database decides.
            return RoleRules.CreateInUseError(await sites.CountRoleUsesAsync(Id, roles, CancellationToken.None));
        }

        if (retentionChanged)
            await retention.StartSweep();
        return changed.Settings;
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => PurgeDataAsync();

    private async Task InitializeStateAsync()
    {
        // A tenant that was created by an earlier version gets the secrets that it lacks.
        TenantState present = await _store.ReadStateAsync();
        PublishState();
        if (present.Exists && TenantRules.WithSecrets(present, time.GetUtcNow()) is { } next)
            await CommitStateAsync(next);
    }

    private async Task CommitStateAsync(TenantState next)
    {
        try
        {
            await _store.WriteStateAsync(next);
        }
        catch
        {
            // The outcome is unknown; the next activation reads the stored state.
            GrainInstruments.RecordCommitFailure(ScimStorageNames.Tenant);
            DeactivateOnIdle();
            throw;
        }

        if (_schemaChange is null)
            PublishState();
        Log.TenantCommitted(logger, next.Tenant, next.Version);
    }

    private void PublishState() => (_published, _snapshot) = (_store.Current, null);

    // Removes the data of the deleted tenant in batches and deactivates the grains of the removed states. Can be
    // interrupted and repeated at any point.
    private async Task PurgeDataAsync()
    {
        if (_store.Current.Purging)
        {
            while (await tenants.PurgeBatchAsync(Id, PurgeBatch, CancellationToken.None) is { Count: > 0 } removed)
                await Task.WhenAll(removed.Select(r => DeactivateGrainAsync(r.Type, r.Id)));
            await CommitStateAsync(_store.Current with { Purging = false, Version = _store.Current.Version + 1 });
            Log.TenantPurged(logger, Id);
        }

        if (await this.GetReminder(PurgeReminder) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    private Task DeactivateGrainAsync(string type, string id)
    {
        if (!type.StartsWith('/'))
            return GetResourceGrain(type, id).DeactivateGrain();
        return type[1..] == ScimStorageNames.Site
            ? GrainFactory.GetGrain<ISiteGrain>(new ResourceKey(Id, id).ToString()).DeactivateGrain()
            : Task.CompletedTask;
    }

    private IResourceGrain GetResourceGrain(string type, string id)
    {
        string key = new ResourceKey(Id, id).ToString();
        return type switch
        {
            ResourceTypeNames.User => GrainFactory.GetGrain<IUserGrain>(key),
            ResourceTypeNames.Group => GrainFactory.GetGrain<IGroupGrain>(key),
            _ => GrainFactory.GetGrain<ICustomResourceGrain>(key),
        };
    }

    private static ScimError CreateNotFoundError() =>
        new(ScimErrorKind.NotFound, "Tenant not found. List the tenants to find its id.");
}
