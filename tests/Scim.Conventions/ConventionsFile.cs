using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scim.Conventions;

/// <summary>tests/conventions.json: the limits, and the lists that the metrics need.</summary>
internal sealed class ConventionsFile
{
    public const string Name = "tests/conventions.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The most that each metric may be.</summary>
    public SortedDictionary<string, double> Limits { get; init; } = [];

    /// <summary>Words that the vocabulary rules out, anywhere in the tree.</summary>
    public string[] RuledOutWords { get; init; } = [];

    /// <summary>Files in which ruled-out words are not looked for: recorded data, and what quotes the rule.</summary>
    public string[] TextExclusions { get; init; } = [];

    /// <summary>Names of methods that an interface of the platform dictates.</summary>
    public string[] DictatedNames { get; init; } = [];

    /// <summary>Identifiers of the platform that hold the word 'kind'.</summary>
    public string[] PlatformKinds { get; init; } = [];

    /// <summary>The document whose table has the range of log event ids of each folder.</summary>
    public string LogEventTable { get; init; } = "deploy/docs/log-events.md";

    [JsonIgnore]
    public string Path { get; private set; } = "";

    public static ConventionsFile Load(SourceTree tree)
    {
        string path = System.IO.Path.Combine(tree.Root, Name);
        ConventionsFile file = JsonSerializer.Deserialize<ConventionsFile>(File.ReadAllText(path), Json)!;
        file.Path = path;
        return file;
    }

    public void Save() => File.WriteAllText(Path, JsonSerializer.Serialize(this, Json) + "\n");

    /// <summary>
    /// Whether the metric is above its limit. A metric without a limit is, so that a new one gets one.
    /// </summary>
    public bool IsWorse(Metric metric) =>
        !metric.IsInformational && (!Limits.TryGetValue(metric.Name, out double limit) || metric.Value > limit);

    public string FormatLimit(Metric metric) =>
        Limits.TryGetValue(metric.Name, out double limit) ? metric.FormatValue(limit) : "not set";
}
