using Scim.Grains.Storage;

namespace Scim.Storage.Databases;

/// <summary>Describes the database in use.</summary>
internal sealed class StorageCapabilities(ScimDatabase database) : IStorageCapabilities
{
    /// <inheritdoc/>
    public bool IsShared => database.IsShared;
}
