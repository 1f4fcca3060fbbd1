using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Groups;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Grains.Users;

/// <summary>
/// One user. See <see cref="IUserGrain"/>. Keeps the groups that he is in for as long as <see cref="MembershipMarks"/> tells that they are still so, and the last
/// representation for as long as neither he nor they change.
/// </summary>
internal sealed class UserGrain(ResourceGrainServices services, IGrainContext context)
    : ResourceGrain(services, context, ResourceKinds.User, ScimStorageNames.User), IUserGrain
{
    private KnownGroups? _groups;
    private (string BaseUri, Rendering Rendering)? _rendered;

    /// <inheritdoc/>
    public async Task<ScimResult<ResourceReply>> ReadNamed(ReadResource query, string foldedName, CancellationToken cancellationToken)
    {
        ResourceState present = await Store.Read();
        return present.Exists && present.Index?.Name == foldedName ? await Read(query, cancellationToken) : ResourceErrors.Missing(ResourceKinds.User, Key.Id);
    }

    /// <inheritdoc/>
    protected override ResourceState Complete(ResourceState present, ResourceState next, ResourceChange change)
    {
        // Nobody can have put him into a group before he is written.
        if (!present.Exists) _groups = new KnownGroups(Services.Marks.Of(Key), [], "");
        return next;
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

    private async ValueTask<IReadOnlyList<GroupRef>> Groups(Caller caller, CancellationToken cancellationToken)
    {
        MembershipMark mark = Services.Marks.Of(Key);
        if (_groups is { } known && known.Mark == mark && (known.Groups.Count == 0 || known.BaseUri == caller.BaseUri))
        {
            if (Services.Marks.SeeAll) return known.Groups;

            // Where others write too, only the answer to his creation knows.
            _groups = null;
            if (Store.Current.Operation == ChangeOperation.Create && Store.Current.RequestId == caller.RequestId) return known.Groups;
        }

        ILookup<string, GroupRow> rows = await Services.Directory.GroupsOf(Key.Tenant, [Key.Id], cancellationToken);
        IReadOnlyList<GroupRef> groups = References.Groups(rows[Key.Id], caller.BaseUri);
        _groups = Services.Marks.SeeAll ? new KnownGroups(mark, groups, caller.BaseUri) : null;
        return groups;
    }

    private sealed record KnownGroups(MembershipMark Mark, IReadOnlyList<GroupRef> Groups, string BaseUri);
}
