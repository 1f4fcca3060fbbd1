namespace Scim.Clustering;

/// <summary>
/// Thrown when the database cannot be used for a reason that the administrator can resolve. The message names the
/// reason and the remedy.
/// </summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the database may become available without intervention, so that a retry is useful.</summary>
    public bool IsTransient { get; init; }
}
