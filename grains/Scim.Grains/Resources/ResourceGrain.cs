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
internal abstract class ResourceGrain(ResourceGrainServices services, IGrainContext context, string kind, string stateName) : Grain, IResourceGrain
{
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
        if (await Type() is not ({ } type, { } policy)) return ResourceErrors.NoTenant;
        if (Store.Current.Version > 0) return new ScimError(ScimErrorKind.Conflict, $"The id '{Key.Id}' is in use.");
        ScimResult<ResourceChange> change = ResourceRules.Create(type, command.Body, Key.Id);
        ScimResult<ResourceReply> created = change.Error ?? await CreateOrBecome(type, policy, change.Value! with { Local = command.Local }, command, cancellationToken);

        // Nobody will ever ask for this id again.
        if (created.Value?.Id != Key.Id) DeactivateOnIdle();
        return created;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<ResourceReply>> Adopt(AdoptResource command, CancellationToken cancellationToken)
    {
        if (await Type() is not ({ } type, _)) return ResourceErrors.NoTenant;
        ResourceState present = await Store.Read();
        if (!present.Exists || present.Index?.Folded != command.Name) return ResourceErrors.Missing(kind, Key.Id);
        ScimResult<ResourceChange> change = ResourceRules.Adopt(type, present, command);
        ScimError? error = change.Error ?? RefuseAdoption(change.Value!) ?? await Apply(type, change.Value!, command.Caller, cancellationToken);
        return error is null ? await Reply(type, command, null, cancellationToken) : error;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<ResourceReply>> Read(ReadResource query, CancellationToken cancellationToken)
    {
        if (await Type() is not ({ } type, _)) return ResourceErrors.NoTenant;
        return (await Store.Read()).Exists ? await Reply(type, query, query.IfNoneMatch, cancellationToken) : ResourceErrors.Missing(kind, Key.Id);
    }

    /// <inheritdoc/>
    public async Task<ScimResult<ResourceReply>> Replace(ReplaceResource command, CancellationToken cancellationToken)
    {
        if (await Type() is not ({ } type, _)) return ResourceErrors.NoTenant;
        if (await Refusal(command.IfMatch) is { } refusal) return refusal;
        ScimResult<ResourceChange> change = ResourceRules.Replace(type, Store.Current, command.Body);
        ScimError? error = change.Error ?? await Apply(type, change.Value!, command.Caller, cancellationToken);
        return error is null ? await Reply(type, command, null, cancellationToken) : error;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<ResourceReply>> Patch(PatchResource command, CancellationToken cancellationToken)
    {
        if (await Type() is not ({ } type, { } policy)) return ResourceErrors.NoTenant;
        if (await Refusal(command.IfMatch) is { } refusal) return refusal;
        ScimResult<ResourceChange> change = ResourceRules.Patch(type, Store.Current, command.Body, policy);
        ScimError? error = change.Error ?? await Apply(type, change.Value!, command.Caller, cancellationToken);
        if (error is not null) return error;
        return command.WantsBody
            ? await Reply(type, command, null, cancellationToken)
            : new ResourceReply { Id = Key.Id, Version = EntityTag.Format(Store.Current.Version), Location = Location(type, command.Caller) };
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Done>> Delete(DeleteResource command, CancellationToken cancellationToken)
    {
        if (await Refusal(command.IfMatch) is { } refusal) return refusal;
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

    /// <summary>Called before a state is written; what it throws keeps it from being written.</summary>
    protected virtual Task Writing(ResourceState present, ResourceState next) => Task.CompletedTask;

    /// <summary>Called when a state has been written, before anybody is answered.</summary>
    /// <returns>What is answered although it has been written, or null.</returns>
    protected virtual Task<ScimError?> Written(ResourceState present, ResourceState next) => Task.FromResult<ScimError?>(null);

    /// <summary>Removes the resource for good: leaves its tombstone.</summary>
    protected async Task<ScimError?> Remove(Caller caller)
    {
        string? name = Store.Current.Index?.Unique;
        if (await Write(ResourceRules.Tombstone(Store.Current, caller, Now())) is { } error) return error;
        if (name is not null) Services.Names.Release(Key.Tenant, kind, name, Key.Id);
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
        if (name is not null && !NameRules.MustDiffer(kind, policy.Settings)) (next, name) = (NameRules.Loosened(next), null);
        if (name == held) return await Write(next);

        if (name is not null && await Services.Names.Claim(Key.Tenant, kind, name, Key.Id, cancellationToken) is var holder && holder != Key.Id)
        {
            _nameHolder = holder;
            GrainInstruments.NameTaken(kind);
            if (name != present.Index?.Folded) return ResourceErrors.NameTaken(kind);

            // One of several of this name, from when that was allowed. It may stay so until it is renamed.
            return await Write(NameRules.Loosened(next));
        }

        if (await Write(next) is { } error)
        {
            if (name is not null) Services.Names.Release(Key.Tenant, kind, name, Key.Id);
            return error;
        }

        if (name is not null) Services.Names.Confirm(Key.Tenant, kind, name, Key.Id);
        if (held is not null) Services.Names.Release(Key.Tenant, kind, held, Key.Id);
        return null;
    }

    /// <summary>The resource's absolute URI.</summary>
    protected string Location(ResourceType type, Caller caller) => $"{caller.BaseUri}{type.Endpoint}/{Key.Id}";

    /// <summary>The representation's <c>meta</c>.</summary>
    protected ResourceMeta Meta(ResourceType type, Caller caller, string version) =>
        new(type.Name, Store.Current.Created, Store.Current.LastModified, version, Location(type, caller));

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
            if (_nameHolder is not { } holder || !NameRules.Adopts(kind, policy.Settings)) return error;
            name ??= ResourceRules.Next(type, Store.Current, Key, change, null, command.Caller, Now()).Index!.Unique!;
            IResourceGrain other = GrainFactory.GetGrain<IResourceGrain>(
                GrainId.Create(GrainContext.GrainId.Type, new ResourceKey(Key.Tenant, holder).ToString()));
            ScimResult<ResourceReply> adopted = await other.Adopt(
                new AdoptResource { Caller = command.Caller, Selection = command.Selection, Body = command.Body, Name = name, Local = command.Local }, cancellationToken);
            if (adopted.Error?.Kind != ScimErrorKind.NotFound) return adopted;
        }

        return ResourceErrors.NameChanging(kind);
    }

    private async Task<ScimError?> Write(ResourceState next)
    {
        ResourceState present = Store.Current;
        try
        {
            await Writing(present, next);
            await Store.Write(next);
            Log.Committed(Services.Logger, kind, next.Tenant, next.Id, next.Version);
        }
        catch (Exception e)
        {
            switch (Services.Faults.Classify(e))
            {
                case CommitFault.NameTaken:
                    GrainInstruments.NameTaken(kind);
                    return ResourceErrors.NameTaken(kind);
                case CommitFault.Cycle:
                    return ResourceErrors.MemberOfItself;
                default:
                    // Whether it was written is not known: this activation must not go on with what it believes.
                    DeactivateOnIdle();
                    GrainInstruments.CommitFailed(stateName);
                    Log.CommitFailed(Services.Logger, e.GetType().Name, kind, next.Tenant, next.Id);
                    return ResourceErrors.NotConfirmed;
            }
        }

        return await Written(present, next);
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
        };
    }

    // Why a change of the present resource is refused before it is looked at, or null.
    private async Task<ScimError?> Refusal(string? ifMatch)
    {
        ResourceState present = await Store.Read();
        if (!present.Exists) return ResourceErrors.Missing(kind, Key.Id);
        return EntityTag.AllowsChange(ifMatch, present.Version)
            ? null
            : new ScimError(ScimErrorKind.VersionMismatch, $"The resource is at version {EntityTag.Format(present.Version)}, not at the one in If-Match. Read it again.");
    }

    private async ValueTask<(ResourceType? Type, TenantPolicy? Policy)> Type()
    {
        TenantPolicy? policy = await Services.Policies.Get(Key.Tenant);
        return (policy?.Schemas.ByName(kind), policy);
    }

    // Clients see milliseconds; what they see must equal what is stored, or a filter on it would miss.
    private protected DateTimeOffset Now()
    {
        DateTimeOffset now = Services.Time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }
}
