using Scim.GrainInterfaces.Resources;
using Scim.Grains.Representations;
using Scim.Grains.Storage;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Grains.Resources;

/// <summary>A resource of a custom resource type. See <see cref="ICustomResourceGrain"/>.</summary>
internal sealed class CustomResourceGrain(ResourceGrainServices services, IGrainContext context)
    : ResourceGrain(services, context, resourceTypeName: null, ScimStorageNames.Custom),
        ICustomResourceGrain
{
    /// <inheritdoc/>
    protected override Task<Representation> RenderRepresentationAsync(
        ResourceType type,
        RequestOrigin caller,
        Projection projection,
        CancellationToken cancellationToken
    )
    {
        string version = EntityTag.Format(Store.Current.Version);
        return Task.FromResult(
            Representation.Create(type, Store.Current.Document.Span, BuildMeta(type, caller, version), projection)
        );
    }
}
