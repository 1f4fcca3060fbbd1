using Scim.Protocol.Json;

namespace Scim.Protocol.Resources;

/// <summary>
/// Collects what a request said in vain, for the log: paths without values, bounded in number and length.
/// </summary>
internal sealed class IgnoredPaths
{
    private const int MaxPaths = 100;
    private const int MaxLength = 200;
    private readonly List<string> _paths = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The paths so far, each once, in the order in which they came.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Notes <paramref name="path"/> unless it is noted already or the list is full.</summary>
    public void Add(string path)
    {
        if (_paths.Count >= MaxPaths)
            return;
        string shown = LogSanitizer.SanitizeText(path, MaxLength);
        if (_seen.Add(shown))
            _paths.Add(shown);
    }
}
