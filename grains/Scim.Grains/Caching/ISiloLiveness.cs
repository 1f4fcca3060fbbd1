namespace Scim.Grains.Caching;

/// <summary>
/// Whether the cluster counts this silo as alive. Without one registered a silo is alone, and always is.
/// </summary>
public interface ISiloLiveness
{
    /// <summary>Whether what the silo remembers may be answered without looking. Cheap.</summary>
    bool CanServe { get; }
}
