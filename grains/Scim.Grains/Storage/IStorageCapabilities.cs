namespace Scim.Grains.Storage;

/// <summary>What grains must know of the database besides its contents.</summary>
public interface IStorageCapabilities
{
    /// <summary>
    /// Whether other processes may write to the database: what this process remembers of its contents is then no proof
    /// of anything.
    /// </summary>
    bool IsShared { get; }
}
