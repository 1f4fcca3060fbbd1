namespace Scim.Grains.Storage;

/// <summary>Properties of the database that grains depend on.</summary>
public interface IStorageCapabilities
{
    /// <summary>
    /// Whether other processes may write to the database. If so, what this process has cached of its contents may be
    /// stale.
    /// </summary>
    bool IsShared { get; }
}
