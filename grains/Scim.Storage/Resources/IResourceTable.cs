using Scim.Grains.Storage;

namespace Scim.Storage.Resources;

/// <summary>The table of resources, whose rows are the states of their grains.</summary>
internal interface IResourceTable
{
    /// <summary>Reads the state of a resource.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="type">The name of the resource type; null for any custom resource type.</param>
    /// <param name="id">The id of the resource.</param>
    /// <returns>The state, which is a tombstone if the resource was deleted; null if it never existed.</returns>
    Task<ResourceState?> ReadStateAsync(string tenant, string? type, string id);

    /// <summary>Writes a commit: a creation, an update or a deletion.</summary>
    /// <returns>Whether it was written: the stored resource had the expected version.</returns>
    Task<bool> WriteCommitAsync(ResourceCommit row);
}
