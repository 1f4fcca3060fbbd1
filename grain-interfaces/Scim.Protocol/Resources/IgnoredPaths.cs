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
    private readonly List<string> _unknownPaths = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The distinct paths so far, in the order in which they were added.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Those of <see cref="Paths"/> that no schema of the resource type defines.</summary>
    public IReadOnlyList<string> UnknownPaths => _unknownPaths;

    /// <summary>Adds a path that no schema of the resource type defines.</summary>
    public void AddUnknown(string path)
    {
        int count = _paths.Count;
        Add(path);
        if (_paths.Count > count)
            _unknownPaths.Add(_paths[^1]);
    }

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
