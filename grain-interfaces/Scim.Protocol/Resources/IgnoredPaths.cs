using Scim.Protocol.Json;

namespace Scim.Protocol.Resources;

/// <summary>
/// Collects the ignored parts of a request for the log, as paths without values. Limited in number and length.
/// </summary>
internal sealed class IgnoredPaths
{
    private const int MaxPaths = 100;
    private const int MaxLength = 200;
    private readonly List<string> _paths = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The distinct paths so far, in the order in which they were added.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Adds <paramref name="path"/> unless it is already contained or the collection is full.</summary>
    public void Add(string path)
    {
        if (_paths.Count >= MaxPaths)
            return;
        string shown = LogSanitizer.SanitizeText(path, MaxLength);
        if (_seen.Add(shown))
            _paths.Add(shown);
    }
}
