using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Errors;
using Scim.Grains.Representations;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Grains.Groups;

/// <summary>One group. See <see cref="IGroupGrain"/>.</summary>
/// <remarks>
/// Membership changes run one at a time, so that concurrent requests cannot overwrite each other's changes.
/// </remarks>
internal sealed class GroupGrain(ResourceGrainServices services, IGrainContext context)
    : ResourceGrain(services, context, ResourceTypeNames.Group, ScimStorageNames.Group),
        IGroupGrain
{
    private bool _affectsNestedGroups;

    /// <inheritdoc/>
    protected override async Task<ScimError?> ApplyChangeAsync(
        ResourceType type,
        ResourceChange change,
        RequestOrigin caller,
        CancellationToken cancellationToken
    )
    {
        MembershipChange members = await MembershipChange.ResolveEditsAsync(
            Services.Membership,
            Key,
            isNew: !Store.Current.Exists,
            change.MemberEdits,
            change.MemberEdits.Count > 0 ? await GetUnknownMemberPolicyAsync() : default,
            cancellationToken
        );
        if (members.SkippedCount > 0)
            Log.UnknownMembersSkipped(Services.Logger, members.SkippedCount, Key.Tenant, Key.Id);
        _affectsNestedGroups = members.AffectsNestedGroups;
        return members.Error ?? await CommitChangeAsync(type, change, members.Delta, caller, cancellationToken);
    }

    /// <inheritdoc/>
    protected override ScimError? CheckMergeAllowed(ResourceChange change)
    {
        // If the request does not set externalId, the document contains the previous one.
        string? externalId = change.Document["externalId"]?.GetValue<string>();
        if (externalId is null || LinkedExternalIds.IsLinked(Store.Current, externalId))
            return Store.Current.Local ? null : ResourceErrors.DuplicateGroup;
        return Store.Current.GetExternalIds().Count < LinkedExternalIds.MaxCount
            ? null
            : ResourceErrors.CreateTooManyExternalIds(LinkedExternalIds.MaxCount);
    }

    /// <inheritdoc/>
    protected override ResourceState FinalizeState(ResourceState present, ResourceState next, ResourceChange change)
    {
        bool local = !present.Exists ? change.IsLocal : present.Local && (!change.IsMerge || change.IsLocal);
        return LinkedExternalIds.LinkExternalId(present, next with { Local = local }, change.IsMerge);
    }

    /// <inheritdoc/>
    protected override async Task<ScimError?> OnWriteAttemptedAsync(ResourceState next)
    {
        try
        {
            await Services.InvalidationPublisher.PublishInvalidationAsync(
                Services.MembershipVersions.InvalidateGroup(next, _affectsNestedGroups)
            );
            return null;
        }
        catch (TimeoutException)
        {
            // The change is committed, but another silo may still serve a cached user without it.
            return ResourceErrors.OutcomeUnknown;
        }
    }

    /// <inheritdoc/>
    protected override async Task<Representation> RenderRepresentationAsync(
        ResourceType type,
        RequestOrigin caller,
        Projection projection,
        CancellationToken cancellationToken
    )
    {
        GroupView? view = projection.IsIncluded("members")
            ? await Services.Directory.ReadGroupViewAsync(
                Key.Tenant,
                Key.Id,
                Services.Limits.Value.MembersAtOnce,
                cancellationToken
            )
            : null;
        IReadOnlyList<MemberValue> members = MembershipMapper.ToMemberValues(view?.Members ?? [], caller.BaseUri);
        ResourceMeta meta = BuildMeta(
            type,
            caller,
            EntityTag.Format(Store.Current.Version, (uint)(view?.MemberRemovalCount ?? 0))
        );
        return view is { HasMore: true }
            ? Representation.CreatePartial(type, Store.Current.Document.Span, meta, projection, Key.Id, members)
            : Representation.Create(type, Store.Current.Document.Span, meta, projection, members: members);
    }

    private async ValueTask<UnknownMemberPolicy> GetUnknownMemberPolicyAsync() =>
        await Services.Policies.GetPolicyAsync(Key.Tenant) is { } policy
            ? policy.Settings.Members.Unknown
            : UnknownMemberPolicy.Reject;
}
