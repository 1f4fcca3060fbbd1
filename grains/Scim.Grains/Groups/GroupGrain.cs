using Orleans.Runtime;
using Scim.GrainInterfaces.Groups;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Schema;

namespace Scim.Grains.Groups;

/// <summary>One group. See <see cref="IGroupGrain"/>. Changes of membership wait for each other here, so none is ever lost.</summary>
internal sealed class GroupGrain(ResourceGrainServices services, IGrainContext context)
    : ResourceGrain(services, context, ResourceKinds.Group, ScimStorageNames.Group), IGroupGrain
{
    private bool _touchesGroups;

    /// <inheritdoc/>
    protected override async Task<ScimError?> Apply(ResourceType type, ResourceChange change, Caller caller, CancellationToken cancellationToken)
    {
        MembershipChange members = await MembershipChange.Resolve(Services.Membership, Key, isNew: !Store.Current.Exists, change.Members, cancellationToken);
        _touchesGroups = members.TouchesGroups;
        return members.Error ?? await Commit(type, change, members.Delta, caller, cancellationToken);
    }

    /// <inheritdoc/>
    protected override ScimError? RefuseAdoption(ResourceChange change)
    {
        // The document has the externalId of before where the request names none.
        string? externalId = change.Document["externalId"]?.GetValue<string>();
        if (externalId is null || GroupLinks.Has(Store.Current, externalId)) return Store.Current.Local ? null : ResourceErrors.GroupRepeated;
        return GroupLinks.Of(Store.Current).Count < GroupLinks.Limit ? null : ResourceErrors.TooManyLinks(GroupLinks.Limit);
    }

    /// <inheritdoc/>
    protected override ResourceState Complete(ResourceState present, ResourceState next, ResourceChange change)
    {
        bool local = !present.Exists ? change.Local : present.Local && (!change.Adopts || change.Local);
        return GroupLinks.Link(present, next with { Local = local }, change.Adopts);
    }

    /// <inheritdoc/>
    protected override async Task<ScimError?> Attempted(ResourceState next)
    {
        try
        {
            await Services.Followers.Tell(Services.Marks.Written(next, _touchesGroups));
            return null;
        }
        catch (TimeoutException)
        {
            // It is committed, but elsewhere a user may still be shown without it.
            return ResourceErrors.NotConfirmed;
        }
    }

    /// <inheritdoc/>
    protected override async Task<Rendering> Render(ResourceType type, Caller caller, Projection projection, CancellationToken cancellationToken)
    {
        GroupView? view = projection.Wants("members")
            ? await Services.Directory.View(Key.Tenant, Key.Id, Services.Limits.Value.MembersAtOnce, cancellationToken)
            : null;
        IReadOnlyList<MemberValue> members = References.Members(view?.Members ?? [], caller.BaseUri);
        ResourceMeta meta = Meta(type, caller, EntityTag.Format(Store.Current.Version, (uint)(view?.MembersLost ?? 0)));
        return view is { HasMore: true }
            ? Rendering.OfPart(type, Store.Current.Document.Span, meta, projection, Key.Id, members)
            : Rendering.Of(type, Store.Current.Document.Span, meta, projection, members: members);
    }
}
