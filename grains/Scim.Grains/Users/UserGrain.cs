using Orleans.Runtime;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Grains.Users;

/// <summary>One user. See <see cref="IUserGrain"/>. Keeps the last representation for as long as neither the user nor his groups change.</summary>
internal sealed class UserGrain(ResourceGrainServices services, IGrainContext context)
    : ResourceGrain(services, context, ResourceKinds.User, ScimStorageNames.User), IUserGrain
{
    private (string BaseUri, Rendering Rendering)? _rendered;

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
}
