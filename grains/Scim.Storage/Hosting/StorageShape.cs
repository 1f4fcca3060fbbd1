using Scim.Grains.Storage;

namespace Scim.Storage.Hosting;

/// <summary>Tells what the database is like.</summary>
internal sealed class StorageShape(ScimDatabase database) : IStorageShape
{
    /// <inheritdoc/>
    public bool IsShared => database.IsShared;
}
