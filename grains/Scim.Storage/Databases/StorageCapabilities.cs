using Scim.Grains.Storage;

namespace Scim.Storage.Databases;

/// <summary>Tells what the database is like.</summary>
internal sealed class StorageCapabilities(ScimDatabase database) : IStorageCapabilities
{
    /// <inheritdoc/>
    public bool IsShared => database.IsShared;
}
