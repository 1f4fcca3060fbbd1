using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Names;
using Scim.Grains.Storage;
using Scim.Grains.Telemetry;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Grains.Resources;

/// <summary>
/// A SCIM resource as a grain: its identity, the order of its changes and the one way to commit them. What a change is, is decided by
/// <see cref="ResourceRules"/>; what is shown besides the document, and what happens to members, by the grains of the resource types.
/// </summary>
internal abstract class ResourceGrain(ResourceGrainServices services, IGrainContext context, string? kind, string stateName) : Grain, IResourceGrain
{
    private const int SchemaAttempts = 5;

    // Who had the name, when the last claim was refused.
    private string? _nameHolder;

    /// <summary>What the grain works with.</summary>
    protected ResourceGrainServices Services { get; } = services;

    /// <summary>The grain's state.</summary>
    protected StateStore<ResourceState> Store { get; } = new(services.Storage, stateName, context.GrainId);

    /// <summary>The tenant and the resource's id.</summary>
    protected ResourceKey Key { get; } = ResourceKey.Parse(context.GrainId.Key.ToString()!);

    /// <inheritdoc/>
    public async Task<ScimResult<ResourceReply>> Create(CreateResource command, CancellationToken cancellationToken)
    {
        ScimResult<ResourceReply> created = await UnderPresentSchemas(() => CreateOnce(command, cancellationToken));

        // Nobody will ever ask for this id again.
        if (created.Value?.Id != Key.Id || command.Handling.HasFlag(Handling.Release)) DeactivateOnIdle();
        return created;
    }

    /// <inheritdoc/>
    public Task<ScimResult<ResourceReply>> Adopt(AdoptResource command, CancellationToken cancellationToken) =>
        UnderPresentSchemas(() => AdoptOnce(command, cancellationToken));

    /// <inheritdoc/>
    public async Task<ScimResult<ResourceReply>> Read(ReadResource query, CancellationToken cancellationToken)
    {
        if (await Type(query) is not ({ } type, _)) return ResourceErrors.NoType;
        return IsOf(await Store.Read(), query) ? await Reply(type, query, query.IfNoneMatch, cancellationToken) : Missing(query);
    }

    /// <inheritdoc/>
    public Task<ScimResult<ResourceReply>> Replace(ReplaceResource command, CancellationToken cancellationToken) =>
        UnderPresentSchemas(() => ReplaceOnce(command, cancellationToken));

    /// <inheritdoc/>
    public Task<ScimResult<ResourceReply>> Patch(PatchResource command, CancellationToken cancellationToken)
    {
        if (command.Handling.HasFlag(Handling.Release)) DeactivateOnIdle();
        return UnderPresentSchemas(() => PatchOnce(command, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Done>> Delete(DeleteResource command, CancellationToken cancellationToken)
    {
        if (await Refusal(command, command.IfMatch) is { } refusal) return await Gone() ?? refusal;
        return await Remove(command.Caller) is { } error ? error : Done.Instance;
    }

    /// <inheritdoc/>
    public Task Forget()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <summary>Turns a change into a commit. Overridden where a change has more to it than the document.</summary>
    /// <returns>Null when it is committed, or when there was nothing to commit.</returns>
    protected virtual Task<ScimError?> Apply(ResourceType type, ResourceChange change, Caller caller, CancellationToken cancellationToken) =>
        Commit(type, change, null, caller, cancellationToken);

    /// <summary>Why a POST cannot become this resource although it has the name, or null.</summary>
    protected virtual ScimError? RefuseAdoption(ResourceChange change) => null;

    /// <summary>What the grain of a resource type adds to a state before it is written.</summary>
    protected virtual ResourceState Complete(ResourceState present, ResourceState next, ResourceChange change) => next;

    /// <summary>Called when a state was written or perhaps was, before anything else happens.</summary>
    /// <returns>What is answered although it has been written, or null.</returns>
    protected virtual Task<ScimError?> Attempted(ResourceState next) => Task.FromResult<ScimError?>(null);

    /// <summary>Called when it is not known whether a state was written: this activation ends, and what it believes must not be given out any more.</summary>
    protected virtual void Doubt()
    {
    }

    /// <summary>Called before a state is written; what it throws keeps it from being written.</summary>
    /// <returns>The state with what is to be committed along with it.</returns>
    protected virtual ValueTask<ResourceState> Writing(ResourceState present, ResourceState next) => ValueTask.FromResult(next);

    /// <summary>Called when a state has been written, before anybody is answered.</summary>
    /// <returns>What is answered although it has been written, or null.</returns>
    protected virtual Task<ScimError?> Written(ResourceState present, ResourceState next) => Task.FromResult<ScimError?>(null);

    /// <summary>Called before a deletion is refused, which may be the repetition of one that was carried out but not answered.</summary>
    /// <returns>What is answered instead, or null.</returns>
    protected virtual Task<ScimError?> Gone() => Task.FromResult<ScimError?>(null);

    /// <summary>Removes the resource for good: leaves its tombstone.</summary>
    protected async Task<ScimError?> Remove(Caller caller)
    {
        string? name = Store.Current.Index?.Unique;
        ValueChange values = ValueChange.Between(Store.Current.Index, null);
        if (await Write(ResourceRules.Tombstone(Store.Current, caller, Now())) is { } error) return error;
        if (name is not null) Services.Names.Release(Key.Tenant, Store.Current.Kind, name, Key.Id);
        Services.Names.Release(Key, Store.Current.Kind, values.GivenUp);
        DeactivateOnIdle();
        return null;
    }

    /// <summary>Writes the representation's bytes.</summary>
    /// <returns>The digest of what is shown besides the resource's own attributes, for the entity tag; 0 when nothing is.</returns>
    protected abstract Task<Rendering> Render(ResourceType type, Caller caller, Projection projection, CancellationToken cancellationToken);

    /// <summary>The one commit: claims the name where it is new, writes, and settles the claim.</summary>
    protected async Task<ScimError?> Commit(ResourceType type, ResourceChange change, MembershipDelta? members, Caller caller, CancellationToken cancellationToken)
    {
        ResourceState present = Store.Current;
        if (present.Exists && change.Changed.Count == 0 && members is null && !change.Adopts) return null;
        if (await Services.Policies.Get(Key.Tenant) is not { } policy) return ResourceErrors.NoTenant;
        ResourceState next = ResourceRules.Next(type, present, Key, change, members, caller, Now()) with
        {
            PasswordHash = Services.Passwords.After(present.PasswordHash, change),
        };
        next = Complete(present, next, change);
        string? held = present.Index?.Unique, name = next.Index!.Unique;
        if (name is not null && !NameRules.MustDiffer(type.Name, policy.Settings)) (next, name) = (NameRules.Loosened(next), null);
        string? claimed = name == held ? null : name;
        if (claimed is not null && await Services.Names.Claim(Key.Tenant, type.Name, claimed, Key.Id, cancellationToken) is var holder && holder != Key.Id)
        {
            _nameHolder = holder;
            GrainInstruments.NameTaken(type.Name);
            if (claimed != present.Index?.Folded) return ResourceErrors.NameTaken(type.Name);

            // One of several of this name, from when that was allowed. It may stay so until it is renamed.
            (next, name, claimed) = (NameRules.Loosened(next), null, null);
        }

        ValueChange values = ValueChange.Between(present.Index, next.Index);
        ScimError? error = await Services.Names.Claim(Key, type.Name, values.Claimed, cancellationToken) is { } taken
            ? ResourceErrors.ValueTaken(type.Name, [taken])
            : await Write(next);
        if (error is not null)
        {
            if (claimed is not null) Services.Names.Release(Key.Tenant, type.Name, claimed, Key.Id);
            Services.Names.Release(Key, type.Name, values.Claimed);
            return error;
        }

        if (claimed is not null) Services.Names.Confirm(Key.Tenant, type.Name, claimed, Key.Id);
        if (held is not null && held != name) Services.Names.Release(Key.Tenant, type.Name, held, Key.Id);
        Services.Names.Confirm(Key, type.Name, values.Claimed);
        Services.Names.Release(Key, type.Name, values.GivenUp);
        return null;
    }

    /// <summary>The resource's absolute URI.</summary>
    protected string Location(ResourceType type, Caller caller) => $"{caller.BaseUri}{type.Endpoint}/{Key.Id}";

    /// <summary>The representation's <c>meta</c>.</summary>
    protected ResourceMeta Meta(ResourceType type, Caller caller, string version) =>
        new(type.Name, Store.Current.Created, Store.Current.LastModified, version, Location(type, caller));

    private async Task<ScimResult<ResourceReply>> CreateOnce(CreateResource command, CancellationToken cancellationToken)
    {
        if (await Type(command) is not ({ } type, { } policy) || (command.TenantSince is { } since && since != policy.Since)) return ResourceErrors.NoType;
        if (Store.Current.Version > 0) return new ScimError(ScimErrorKind.Conflict, $"The id '{Key.Id}' is in use.");
        ScimResult<ResourceChange> change = ResourceRules.Create(type, command.Body, Key.Id, policy);
        if (command.Handling.HasFlag(Handling.Rehearse)) return await Rehearsed(type, command, change, cancellationToken);
        return change.Error ?? await CreateOrBecome(type, policy, change.Value! with { Local = command.Local }, command, cancellationToken);
    }

    private async Task<ScimResult<ResourceReply>> AdoptOnce(AdoptResource command, CancellationToken cancellationToken)
    {
        if (await Type(command) is not ({ } type, { } policy)) return ResourceErrors.NoType;
        ResourceState present = await Store.Read();
        if (!present.Exists || present.Index?.Folded != command.Name) return Missing(command);
        ScimResult<ResourceChange> change = ResourceRules.Adopt(type, present, command, policy);
        ScimError? error = change.Error ?? RefuseAdoption(change.Value!) ?? await Apply(type, change.Value!, command.Caller, cancellationToken);
        return error is null ? await Reply(type, command, null, cancellationToken) : error;
    }

    private async Task<ScimResult<ResourceReply>> ReplaceOnce(ReplaceResource command, CancellationToken cancellationToken)
    {
        if (await Type(command) is not ({ } type, { } policy)) return ResourceErrors.NoType;
        if (await Refusal(command, command.IfMatch) is { } refusal) return refusal;
        ScimResult<ResourceChange> change = ResourceRules.Replace(type, Store.Current, command.Body, policy);
        ScimError? error = change.Error ?? await Apply(type, change.Value!, command.Caller, cancellationToken);
        return error is null ? await Reply(type, command, null, cancellationToken) : error;
    }

    private async Task<ScimResult<ResourceReply>> PatchOnce(PatchResource command, CancellationToken cancellationToken)
    {
        if (await Type(command) is not ({ } type, { } policy) || (command.TenantSince is { } since && since != policy.Since)) return ResourceErrors.NoType;
        if (await Refusal(command, command.IfMatch) is { } refusal) return refusal;
        long before = Store.Current.Version;
        bool lenient = command.Handling.HasFlag(Handling.CreateValues);
        ScimResult<ResourceChange> change = ResourceRules.Patch(type, Store.Current, command.Body, lenient ? policy.CreatingValues() : policy);
        if (command.Handling.HasFlag(Handling.Rehearse)) return await Rehearsed(type, command, change, cancellationToken);
        ScimError? error = change.Error ?? await Apply(type, change.Value!, command.Caller, cancellationToken);
        if (error is not null) return error;
        if (command.WantsBody) return await Reply(type, command, null, cancellationToken);
        return new ResourceReply
        {
            Id = Key.Id,
            Version = EntityTag.Format(Store.Current.Version),
            Location = Location(type, command.Caller),
            Changed = Store.Current.Version != before,
        };
    }

    // What a change would come to, with nothing written or claimed. Whoever has a value now may give it up before the change is made, and somebody else may take one.
    private async Task<ScimResult<ResourceReply>> Rehearsed(ResourceType type, ResourceRequest request, ScimResult<ResourceChange> change, CancellationToken cancellationToken)
    {
        if (!Store.Current.Exists) DeactivateOnIdle();
        if (change.Value is not { } would) return change.Error!;
        ResourceState next = ResourceRules.Next(type, Store.Current, Key, would, null, request.Caller, Now());
        foreach (StoredUniqueValue value in ValueChange.Between(Store.Current.Index, next.Index).Claimed)
        {
            if (await Services.CommittedNames.Owner(Key.Tenant, type.Name, value.Path, value.Value, cancellationToken) is { } owner && owner != Key.Id)
                return ResourceErrors.ValueTaken(type.Name, [value]);
        }

        bool changed = would.Changed.Count > 0 || would.Members.Count > 0;
        return new ResourceReply { Id = Key.Id, Version = EntityTag.Format(Store.Current.Version), Location = Location(type, request.Caller), Changed = changed };
    }

    // Whoever has the name may be about to lose it again, by a write that fails or a rename: then the claim is tried anew.
    private async Task<ScimResult<ResourceReply>> CreateOrBecome(
        ResourceType type, TenantPolicy policy, ResourceChange change, CreateResource command, CancellationToken cancellationToken)
    {
        const int Attempts = 5;
        string? name = null;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            _nameHolder = null;
            ScimError? error = await Apply(type, change, command.Caller, cancellationToken);
            if (error is null) return await Reply(type, command, null, cancellationToken);
            if (_nameHolder is not { } holder || !NameRules.Adopts(type.Name, policy.Settings)) return error;
            name ??= ResourceRules.Next(type, Store.Current, Key, change, null, command.Caller, Now()).Index!.Unique!;
            IResourceGrain other = GrainFactory.GetGrain<IResourceGrain>(
                GrainId.Create(GrainContext.GrainId.Type, new ResourceKey(Key.Tenant, holder).ToString()));
            ScimResult<ResourceReply> adopted = await other.Adopt(
                new AdoptResource { Caller = command.Caller, Selection = command.Selection, Body = command.Body, Name = name, Local = command.Local }, cancellationToken);
            if (adopted.Error?.Kind != ScimErrorKind.NotFound) return adopted;
        }

        return ResourceErrors.NameChanging(type.Name);
    }

    private async Task<ScimError?> Write(ResourceState next)
    {
        ResourceState present = Store.Current;
        ScimError? error = await TryWrite(present, next);
        ScimError? unfinished = await Attempted(next);
        return error ?? unfinished ?? await Written(present, next);
    }

    private async Task<ScimError?> TryWrite(ResourceState present, ResourceState next)
    {
        try
        {
            await Store.Write(await Writing(present, next));
            Log.Committed(Services.Logger, next.Kind, next.Tenant, next.Id, next.Version);
            return null;
        }
        catch (Exception e)
        {
            switch (Services.Faults.Classify(e))
            {
                case CommitFault.NameTaken:
                    GrainInstruments.NameTaken(next.Kind);
                    return ResourceErrors.NameTaken(next.Kind);
                case CommitFault.ValueTaken:
                    return ResourceErrors.ValueTaken(next.Kind, ValueChange.Between(Store.Current.Index, next.Index).Claimed);
                case CommitFault.SchemasChanged:
                    return ResourceErrors.SchemasChanged;
                case CommitFault.Cycle:
                    return ResourceErrors.MemberOfItself;
                default:
                    // Whether it was written is not known: this activation must not go on with what it believes.
                    DeactivateOnIdle();
                    Doubt();
                    GrainInstruments.CommitFailed(stateName);
                    Log.CommitFailed(Services.Logger, e.GetType().Name, next.Kind, next.Tenant, next.Id);
                    return ResourceErrors.NotConfirmed;
            }
        }
    }

    private async Task<ScimResult<ResourceReply>> Reply(ResourceType type, ResourceRequest request, string? ifNoneMatch, CancellationToken cancellationToken)
    {
        Projection projection;
        try
        {
            projection = Projection.Parse(type, request.Selection.Attributes, request.Selection.ExcludedAttributes);
        }
        catch (ScimException e)
        {
            return e.Error;
        }

        Rendering rendering = await Render(type, request.Caller, projection, cancellationToken);
        bool current = EntityTag.HasCurrent(ifNoneMatch, rendering.Version);
        return new ResourceReply
        {
            Id = Key.Id,
            Version = rendering.Version,
            Location = Location(type, request.Caller),
            Body = current ? default : rendering.Body,
            NotModified = current,
            Gap = current || rendering.Gap is not { } gap ? null : gap with { Selection = request.Selection },
        };
    }

    // Why a change of the present resource is refused before it is looked at, or null.
    private async Task<ScimError?> Refusal(ResourceRequest request, string? ifMatch)
    {
        ResourceState present = await Store.Read();
        if (!IsOf(present, request)) return Missing(request);
        return EntityTag.AllowsChange(ifMatch, present.Version)
            ? null
            : new ScimError(ScimErrorKind.VersionMismatch, $"The resource is at version {EntityTag.Format(present.Version)}, not at the one in If-Match. Read it again.");
    }

    // A write that was made under schemas that are no longer the tenant's is refused by the database; under the new ones it may well be right.
    private async Task<ScimResult<ResourceReply>> UnderPresentSchemas(Func<Task<ScimResult<ResourceReply>>> change)
    {
        ScimResult<ResourceReply> result = await change();
        for (int attempt = 1; attempt <= SchemaAttempts && ReferenceEquals(result.Error, ResourceErrors.SchemasChanged); attempt++)
        {
            Services.Policies.Forget(Key.Tenant);
            result = await change();
        }

        return result;
    }

    private async ValueTask<(ResourceType? Type, TenantPolicy? Policy)> Type(ResourceRequest request)
    {
        TenantPolicy? policy = await Services.Policies.Get(Key.Tenant);
        return (policy?.Schemas.ByName(KindIn(request)), policy);
    }

    private string KindIn(ResourceRequest request) => kind ?? request.ResourceType ?? "";

    // An id belongs to one resource of one type; under another type there is nothing.
    private bool IsOf(ResourceState state, ResourceRequest request) => state.Exists && state.Kind == KindIn(request);

    private ScimError Missing(ResourceRequest request) => ResourceErrors.Missing(KindIn(request), Key.Id);

    // Clients see milliseconds; what they see must equal what is stored, or a filter on it would miss.
    private protected DateTimeOffset Now()
    {
        DateTimeOffset now = Services.Time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }
}
