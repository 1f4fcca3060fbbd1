using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Errors;
using Scim.Grains.Names;
using Scim.Grains.Representations;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Grains.Resources;

/// <summary>A SCIM resource: its identity, the order of its changes and the only way to commit them.</summary>
/// <remarks>
/// <see cref="ResourceRules"/> computes the changes. The grains of the resource types render the attributes that are
/// not part of the document, and apply changes of members.
/// </remarks>
internal abstract partial class ResourceGrain(
    ResourceGrainServices services,
    IGrainContext context,
    string? resourceTypeName,
    string stateName
) : Grain, IResourceGrain
{
    private const int MaxSchemaRetries = 5;

    /// <summary>The services of the grain.</summary>
    protected ResourceGrainServices Services { get; } = services;

    /// <summary>The grain's state, without what only the database needs.</summary>
    protected StateStore<ResourceState> Store { get; } =
        new(services.Storage, stateName, context.GrainId, static state => state.WithoutCommitData());

    /// <summary>The tenant and the id of the resource.</summary>
    protected ResourceKey Key { get; } = ResourceKey.Parse(context.GrainId.Key.ToString()!);

    /// <inheritdoc/>
    public async Task<ScimResult<ResourceReply>> Create(CreateResource command, CancellationToken cancellationToken)
    {
        ScimResult<ResourceReply> created = await RetryOnSchemaChangeAsync(() =>
            CreateCoreAsync(command, cancellationToken)
        );

        // The id is not used when the create failed or was merged into another resource.
        if (created.Value?.Id != Key.Id || command.WriteOptions.HasFlag(WriteOptions.DeactivateAfter))
            DeactivateOnIdle();
        return created;
    }

    /// <inheritdoc/>
    public Task<ScimResult<ResourceReply>> Merge(MergeResource command, CancellationToken cancellationToken) =>
        RetryOnSchemaChangeAsync(() => MergeCoreAsync(command, cancellationToken));

    /// <inheritdoc/>
    public async Task<ScimResult<ResourceReply>> Read(ReadResource query, CancellationToken cancellationToken)
    {
        if (await ResolveTypeAsync(query) is not ({ } type, _))
            return ResourceErrors.ResourceTypeNotFound;
        return IsRequestedResource(await Store.ReadStateAsync(), query)
            ? await BuildReplyAsync(type, query, query.IfNoneMatch, cancellationToken)
            : CreateNotFoundError(query);
    }

    /// <inheritdoc/>
    public Task<ScimResult<ResourceReply>> Replace(ReplaceResource command, CancellationToken cancellationToken) =>
        RetryOnSchemaChangeAsync(() => ReplaceCoreAsync(command, cancellationToken));

    /// <inheritdoc/>
    public Task<ScimResult<ResourceReply>> Patch(PatchResource command, CancellationToken cancellationToken)
    {
        if (command.WriteOptions.HasFlag(WriteOptions.DeactivateAfter))
            DeactivateOnIdle();
        return RetryOnSchemaChangeAsync(() => PatchCoreAsync(command, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Unit>> Delete(DeleteResource command, CancellationToken cancellationToken)
    {
        if (
            await CheckPreconditionsAsync(command, command.IfMatch, command.IfNoneMatch, cancellationToken) is
            { } refusal
        )
            return await OnDeleteMissingAsync() ?? refusal;
        return await RemoveResourceAsync(command.Origin) is { } error ? error : Unit.Instance;
    }

    /// <inheritdoc/>
    public Task DeactivateGrain()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Applies and commits a change. Overridden by resource types whose changes affect more than the document.
    /// </summary>
    /// <returns>Null when the change is committed or there is nothing to commit; otherwise the error.</returns>
    protected virtual Task<ScimError?> ApplyChangeAsync(
        ResourceType type,
        ResourceChange change,
        RequestOrigin caller,
        CancellationToken cancellationToken
    ) => CommitChangeAsync(type, change, null, caller, cancellationToken);

    /// <summary>Checks whether a POST with the name of this resource may be merged into it.</summary>
    /// <returns>The reason why the merge is refused, or null.</returns>
    protected virtual ScimError? CheckMergeAllowed(ResourceChange change) => null;

    /// <summary>
    /// Called before a deletion is refused. The request may repeat a deletion that was committed but whose response was
    /// not received.
    /// </summary>
    /// <returns>The error to return instead, or null.</returns>
    protected virtual Task<ScimError?> OnDeleteMissingAsync() => Task.FromResult<ScimError?>(null);

    /// <summary>Renders the representation of the resource.</summary>
    /// <returns>
    /// The representation with its version. The version includes a digest of the rendered values that are not part of
    /// the resource's own attributes.
    /// </returns>
    protected abstract Task<Representation> RenderRepresentationAsync(
        ResourceType type,
        RequestOrigin caller,
        Projection projection,
        CancellationToken cancellationToken
    );

    /// <summary>Formats the resource's absolute URI.</summary>
    protected string FormatLocation(ResourceType type, RequestOrigin caller) =>
        $"{caller.BaseUri}{type.Endpoint}/{Key.Id}";

    /// <summary>Builds the <c>meta</c> attribute of the representation.</summary>
    protected ResourceMeta BuildMeta(ResourceType type, RequestOrigin caller, string version) =>
        new(type.Name, Store.Current.Created, Store.Current.LastModified, version, FormatLocation(type, caller));

    private async Task<ScimResult<ResourceReply>> CreateCoreAsync(
        CreateResource command,
        CancellationToken cancellationToken
    )
    {
        if (
            await ResolveTypeAsync(command) is not ({ } type, { } policy)
            || (command.TenantCreatedAt is { } since && since != policy.CreatedAt)
        )
            return ResourceErrors.ResourceTypeNotFound;
        if (Store.Current.Version > 0)
            return new ScimError(ScimErrorKind.Conflict, "The resource id is already in use. Retry the request.");
        ScimResult<ResourceChange> change = ResourceRules.RejectUnknown(
            type,
            ResourceRules.ApplyCreate(type, command.Body, Key.Id, policy),
            command.WriteOptions
        );
        if (command.WriteOptions.HasFlag(WriteOptions.DryRun))
            return await DryRunChangeAsync(type, policy, command, change, cancellationToken);
        return change.Error
            ?? await CreateOrMergeAsync(
                type,
                policy,
                change.Value! with
                {
                    IsLocal = command.IsLocal,
                },
                command,
                cancellationToken
            );
    }

    private async Task<ScimResult<ResourceReply>> MergeCoreAsync(
        MergeResource command,
        CancellationToken cancellationToken
    )
    {
        if (await ResolveTypeAsync(command) is not ({ } type, { } policy))
            return ResourceErrors.ResourceTypeNotFound;
        ResourceState present = await Store.ReadStateAsync();
        if (!present.Exists || present.Index?.FoldedName != command.Name)
            return CreateNotFoundError(command);
        ScimResult<ResourceChange> change = ResourceRules.ApplyMerge(type, present, command, policy);
        ScimError? error =
            change.Error
            ?? CheckMergeAllowed(change.Value!)
            ?? await ApplyChangeAsync(type, change.Value!, command.Origin, cancellationToken);
        return error is null ? await BuildReplyAsync(type, command, null, cancellationToken) : error;
    }

    private async Task<ScimResult<ResourceReply>> ReplaceCoreAsync(
        ReplaceResource command,
        CancellationToken cancellationToken
    )
    {
        if (await ResolveTypeAsync(command) is not ({ } type, { } policy))
            return ResourceErrors.ResourceTypeNotFound;
        if (
            await CheckPreconditionsAsync(command, command.IfMatch, command.IfNoneMatch, cancellationToken) is
            { } refusal
        )
            return refusal;
        ScimResult<ResourceChange> change = ResourceRules.RejectUnknown(
            type,
            ResourceRules.ApplyReplace(type, Store.Current, command.Body, policy),
            command.WriteOptions
        );
        ScimError? error =
            change.Error ?? await ApplyChangeAsync(type, change.Value!, command.Origin, cancellationToken);
        return error is null ? await BuildReplyAsync(type, command, null, cancellationToken) : error;
    }

    private async Task<ScimResult<ResourceReply>> PatchCoreAsync(
        PatchResource command,
        CancellationToken cancellationToken
    )
    {
        if (
            await ResolveTypeAsync(command) is not ({ } type, { } policy)
            || (command.TenantCreatedAt is { } since && since != policy.CreatedAt)
        )
            return ResourceErrors.ResourceTypeNotFound;
        if (
            await CheckPreconditionsAsync(command, command.IfMatch, command.IfNoneMatch, cancellationToken) is
            { } refusal
        )
            return refusal;
        long before = Store.Current.Version;
        bool lenient = command.WriteOptions.HasFlag(WriteOptions.CreateValues);
        ScimResult<ResourceChange> change = ResourceRules.RejectUnknown(
            type,
            ResourceRules.ApplyPatch(type, Store.Current, command.Body, lenient ? policy.WithValueCreation() : policy),
            command.WriteOptions
        );
        if (command.WriteOptions.HasFlag(WriteOptions.DryRun))
            return await DryRunChangeAsync(type, policy, command, change, cancellationToken);
        ScimError? error =
            change.Error ?? await ApplyChangeAsync(type, change.Value!, command.Origin, cancellationToken);
        if (error is not null)
            return error;
        if (command.IsBodyRequested)
            return await BuildReplyAsync(type, command, null, cancellationToken);
        return new ResourceReply
        {
            Id = Key.Id,
            Version = EntityTag.Format(Store.Current.Version),
            Location = FormatLocation(type, command.Origin),
            HasChanged = Store.Current.Version != before,
        };
    }

    // Validates a change without writing or reserving anything. The result may be outdated when the change is made:
    // unique values can be released or reserved in the meantime.
    private async Task<ScimResult<ResourceReply>> DryRunChangeAsync(
        ResourceType type,
        TenantPolicy policy,
        ResourceRequest request,
        ScimResult<ResourceChange> change,
        CancellationToken cancellationToken
    )
    {
        if (!Store.Current.Exists)
            DeactivateOnIdle();
        if (change.Value is not { } would)
            return change.Error!;
        if (ResourceRules.CheckNameLength(type, would, Services.Limits.Value.MaxNameLength) is { } lengthError)
            return lengthError;
        ResourceState next = ResourceRules.BuildNextState(
            type,
            Store.Current,
            Key,
            would,
            null,
            request.Origin,
            GetCurrentTime()
        );
        ScimResult<ResourceState> allowed = ExternalIdRules.ApplyPolicy(
            policy.Settings.ExternalIdPolicy,
            Store.Current,
            next
        );
        if (allowed.Error is { } externalIdError)
            return externalIdError;
        next = allowed.Value!;

        foreach (StoredUniqueValue value in UniqueValueDelta.FromIndexes(Store.Current.Index, next.Index).Reserved)
        {
            if (
                !ExternalIdRules.IsKept(Store.Current, value)
                && await Services.CommittedNames.FindOwnerAsync(
                    Key.Tenant,
                    type.Name,
                    value.Path,
                    value.Value,
                    cancellationToken
                )
                    is { } owner
                && owner != Key.Id
            )
                return ResourceErrors.CreateValueTaken(type.Name, [value]);
        }

        bool changed = would.ChangedAttributes.Count > 0 || would.MemberEdits.Count > 0;
        return new ResourceReply
        {
            Id = Key.Id,
            Version = EntityTag.Format(Store.Current.Version),
            Location = FormatLocation(type, request.Origin),
            HasChanged = changed,
        };
    }

    // The owner of the name may release it again, by a failed write or a rename. The reservation is then retried.
    private async Task<ScimResult<ResourceReply>> CreateOrMergeAsync(
        ResourceType type,
        TenantPolicy policy,
        ResourceChange change,
        CreateResource command,
        CancellationToken cancellationToken
    )
    {
        const int Attempts = 5;
        string? name = null;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            _nameOwner = null;
            ScimError? error = await ApplyChangeAsync(type, change, command.Origin, cancellationToken);
            if (error is null)
                return await BuildReplyAsync(type, command, null, cancellationToken);
            if (_nameOwner is not { } owner || !NameRules.ShouldMerge(type.Name, policy.Settings))
                return error;
            name ??= ResourceRules
                .BuildNextState(type, Store.Current, Key, change, null, command.Origin, GetCurrentTime())
                .Index!.Unique!;
            IResourceGrain other = GrainFactory.GetGrain<IResourceGrain>(
                GrainId.Create(GrainContext.GrainId.Type, new ResourceKey(Key.Tenant, owner).ToString())
            );
            ScimResult<ResourceReply> merged = await other.Merge(
                new MergeResource
                {
                    Origin = command.Origin,
                    Selection = command.Selection,
                    Body = command.Body,
                    Name = name,
                    IsLocal = command.IsLocal,
                },
                cancellationToken
            );
            if (merged.Error?.Kind != ScimErrorKind.NotFound)
                return merged;
        }

        return ResourceErrors.CreateNameChanging(type.Name);
    }

    private async Task<ScimResult<ResourceReply>> BuildReplyAsync(
        ResourceType type,
        ResourceRequest request,
        string? ifNoneMatch,
        CancellationToken cancellationToken
    )
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

        Representation rendering = await RenderRepresentationAsync(type, request.Origin, projection, cancellationToken);
        bool current = EntityTag.HasCurrent(ifNoneMatch, rendering.Version);
        return new ResourceReply
        {
            Id = Key.Id,
            Version = rendering.Version,
            Location = FormatLocation(type, request.Origin),
            Body = current ? default : rendering.Body,
            IsNotModified = current,
            Continuation =
                current || rendering.Continuation is not { } continuation
                    ? null
                    : continuation with
                    {
                        Selection = request.Selection,
                    },
        };
    }

    // Returns the reason why a change is refused before it is evaluated, or null.
    private async Task<ScimError?> CheckPreconditionsAsync(
        ResourceRequest request,
        string? ifMatch,
        string? ifNoneMatch,
        CancellationToken cancellationToken
    )
    {
        ResourceState present = await Store.ReadStateAsync();
        if (!IsRequestedResource(present, request))
            return CreateNotFoundError(request);
        if (!EntityTag.IsChangeAllowed(ifMatch, present.Version))
            return ResourceErrors.CreateVersionMismatch(EntityTag.Format(present.Version));
        return ifNoneMatch is not null && await HasCurrentVersionAsync(request, ifNoneMatch, cancellationToken)
            ? ResourceErrors.CurrentVersionExcluded
            : null;
    }

    // The tag of a representation can include a digest of other resources, which only the representation shows.
    // Responses without a body have the version alone.
    private async Task<bool> HasCurrentVersionAsync(
        ResourceRequest request,
        string ifNoneMatch,
        CancellationToken cancellationToken
    )
    {
        if (EntityTag.HasCurrent(ifNoneMatch, EntityTag.Format(Store.Current.Version)))
            return true;
        if (await ResolveTypeAsync(request) is not ({ } type, _))
            return false;
        Representation current = await RenderRepresentationAsync(
            type,
            request.Origin,
            Projection.Parse(type, null, null),
            cancellationToken
        );
        return EntityTag.HasCurrent(ifNoneMatch, current.Version);
    }

    // The database refuses a write that was built under outdated schemas. The same request may be valid under the
    // current ones.
    private async Task<ScimResult<ResourceReply>> RetryOnSchemaChangeAsync(Func<Task<ScimResult<ResourceReply>>> change)
    {
        ScimResult<ResourceReply> result = await change();
        for (
            int attempt = 1;
            attempt <= MaxSchemaRetries && ReferenceEquals(result.Error, ResourceErrors.SchemasChanged);
            attempt++
        )
        {
            Services.Policies.InvalidatePolicy(Key.Tenant);
            result = await change();
        }

        return result;
    }

    private async ValueTask<(ResourceType? Type, TenantPolicy? Policy)> ResolveTypeAsync(ResourceRequest request)
    {
        TenantPolicy? policy = await Services.Policies.GetPolicyAsync(Key.Tenant);
        return (policy?.Schemas.FindByName(GetTypeName(request)), policy);
    }

    private string GetTypeName(ResourceRequest request) => resourceTypeName ?? request.ResourceType ?? "";

    // An id belongs to one resource of one type; requests for another type do not find it.
    private bool IsRequestedResource(ResourceState state, ResourceRequest request) =>
        state.Exists && state.Type == GetTypeName(request);

    private ScimError CreateNotFoundError(ResourceRequest request) =>
        ResourceErrors.CreateNotFound(GetTypeName(request), Key.Id);

    // Timestamps are truncated to the milliseconds that clients see. Otherwise a filter on the visible value would not
    // match the stored one.
    private protected DateTimeOffset GetCurrentTime()
    {
        DateTimeOffset now = Services.Time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }
}
