using System.Text.Json;

namespace Scim.Conformance.Tests.Replay;

/// <summary>
/// A recorded conversation with an identity provider: one JSON line per step; lines that begin with <c>//</c> are
/// comments. The first line may hold <c>meta</c>: the variables and headers of the whole file.
/// </summary>
public sealed record TrafficFile(string Name, JsonElement Meta, IReadOnlyList<JsonElement> Steps)
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "traffic");

    /// <summary>The names of all bundled traffic files.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Directory.GetFiles(Folder, "*.jsonl").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Loads one of <see cref="Names"/>.</summary>
    public static TrafficFile LoadFile(string name) => ParseText(name, File.ReadAllText(Path.Combine(Folder, name)));

    /// <summary>Parses a traffic file's text.</summary>
    public static TrafficFile ParseText(string name, string text)
    {
        List<JsonElement> steps = [];
        IEnumerable<string> lines = text.Split('\n').Select(line => line.Trim());
        foreach (
            string line in lines.Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
        )
        {
            using JsonDocument document = JsonDocument.Parse(line);
            steps.Add(document.RootElement.Clone());
        }
        JsonElement meta = default;
        if (steps.Count > 0 && steps[0].TryGetProperty("meta", out meta))
            steps.RemoveAt(0);
        return new TrafficFile(name, meta, steps);
    }
}
