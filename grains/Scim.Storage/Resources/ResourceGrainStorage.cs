using System.Globalization;
using Orleans.Storage;
using Scim.GrainInterfaces;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Storage.Resources;

/// <summary>
/// Stores the states of resources in <see cref="IResourceTable"/>, and all other states in Orleans' ADO.NET storage.
/// </summary>
internal sealed class ResourceGrainStorage(IGrainStorage inner, IResourceTable table) : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        grainState is IGrainState<ResourceState> resource
            ? ReadResourceAsync(stateName, grainId, resource)
            : inner.ReadStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        grainState is IGrainState<ResourceState> resource
            ? WriteResourceAsync(stateName, grainId, resource)
            : inner.WriteStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The state is a resource's. A resource is deleted by writing its
    /// tombstone.</exception>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        grainState is IGrainState<ResourceState>
            ? throw new NotSupportedException("The state of a resource cannot be cleared. Write its tombstone instead.")
            : inner.ClearStateAsync(stateName, grainId, grainState);

    private async Task ReadResourceAsync(string stateName, GrainId grainId, IGrainState<ResourceState> resource)
    {
        ResourceKey key = ResourceKey.Parse(grainId.Key.ToString()!);
        ResourceState? state = await table
            .ReadStateAsync(key.Tenant, GetResourceType(stateName), key.Id)
            .ConfigureAwait(false);
        resource.State = state ?? new ResourceState();
        resource.RecordExists = state is not null;
        resource.ETag = state is null ? null! : FormatTag(state.Version);
    }

    private async Task WriteResourceAsync(string stateName, GrainId grainId, IGrainState<ResourceState> resource)
    {
        long expected = resource.ETag is { } tag ? long.Parse(tag, CultureInfo.InvariantCulture) : 0;
        ResourceState next = resource.State!;
        if (!await table.WriteCommitAsync(ResourceCommit.FromState(next, expected)).ConfigureAwait(false))
            throw new InconsistentStateException(
                $"The state '{stateName}' of grain {grainId} was changed by another activation after it was read.",
                "unknown",
                resource.ETag ?? ""
            );
        resource.ETag = FormatTag(next.Version);
        resource.RecordExists = true;
    }

    private static string? GetResourceType(string stateName) =>
        stateName switch
        {
            ScimStorageNames.User => ResourceTypeNames.User,
            ScimStorageNames.Group => ResourceTypeNames.Group,
            _ => null,
        };

    private static string FormatTag(long version) => version.ToString(CultureInfo.InvariantCulture);
}
