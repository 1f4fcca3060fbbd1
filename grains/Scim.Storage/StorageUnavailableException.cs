namespace Scim.Storage;

/// <summary>
/// The database cannot be used, for a reason that the operator can do something about: one plain sentence.
/// </summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Whether it may become usable by itself, so that waiting is better than giving up.</summary>
    public bool IsTransient { get; init; }
}
