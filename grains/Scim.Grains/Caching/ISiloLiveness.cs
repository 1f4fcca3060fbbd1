namespace Scim.Grains.Caching;

/// <summary>
/// Whether this silo is an active member of the cluster. If no implementation is registered, the silo runs alone and
/// can always serve.
/// </summary>
public interface ISiloLiveness
{
    /// <summary>Whether the silo may serve cached data without verifying it. The property is cheap to read.</summary>
    bool CanServe { get; }
}
