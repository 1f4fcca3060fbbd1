using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Scim.Deploy.Tests.Files;
using YamlDotNet.Serialization;

namespace Scim.Deploy.Tests.Helm;

/// <summary>The chart's values are those that its templates use and its schema knows.</summary>
public sealed partial class ChartTests
{
    private const string Chart = "deploy/helm/orleans-scim/";
    private static readonly JsonSchema Schema = JsonSchema.FromText(Repository.Read(Chart + "values.schema.json"));

    private static string Templates { get; } = string.Join('\n', Repository.Below(Chart + "templates").Select(Repository.Read));

    [Fact]
    public void Values_OfTheChart_FitTheSchema() => Assert.True(Fits(Values()));

    [Theory]
    [InlineData("silo", "replicas", "0")]
    [InlineData("silo", "replica", "3")]
    [InlineData("gateway", "terminationGracePeriodSeconds", "5")]
    [InlineData("database", "port", "70000")]
    [InlineData("image", "registry", "\"registry.example.com/\"")]
    public void Values_ThatAreWrong_DoNotFitTheSchema(string section, string name, string value)
    {
        JsonNode values = Values();
        values[section]![name] = JsonNode.Parse(value);
        Assert.False(Fits(values));
    }

    [Fact]
    public void Templates_UseValues_ThatThereAreAndAll()
    {
        string[] used = [.. Used().Matches(Templates).Select(m => m.Groups[1].Value).Distinct()];
        string[] given = [.. Paths(Values(), "")];
        Assert.Equal([], used.Where(u => !given.Contains(u)));
        Assert.Equal([], given.Where(g => !used.Any(u => u == g || g.StartsWith(u + ".", StringComparison.Ordinal) || u.StartsWith(g + ".", StringComparison.Ordinal))));
    }

    [Fact]
    public void Templates_IncludeNames_ThatAreDefined()
    {
        string[] defined = [.. Defined().Matches(Templates).Select(m => m.Groups[1].Value)];
        string[] included = [.. Included().Matches(Templates).Select(m => m.Groups[1].Value).Distinct()];
        Assert.Equal(included.Order(StringComparer.Ordinal), defined.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Templates_CloseWhatTheyOpen()
    {
        foreach (string file in Repository.Below(Chart + "templates"))
        {
            string text = Repository.Read(file);
            Assert.Equal(Opening().Count(text), Closing().Count(text));
            Assert.Equal(Regex.Count(text, @"\{\{"), Regex.Count(text, @"\}\}"));
            Assert.DoesNotContain('\t', text);
        }
    }

    private static bool Fits(JsonNode values) => Schema.Evaluate(JsonSerializer.SerializeToElement(values)).IsValid;

    private static JsonNode Values()
    {
        object? yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object?>(Repository.Read(Chart + "values.yaml"));
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml))!;
    }

    private static IEnumerable<string> Paths(JsonNode node, string at) => node is JsonObject o
        ? o.SelectMany(p => (string[])[at + p.Key, .. p.Value is null ? [] : Paths(p.Value, $"{at}{p.Key}.")])
        : [];

    [GeneratedRegex(@"\.Values\.([A-Za-z.]+[A-Za-z])")]
    private static partial Regex Used();

    [GeneratedRegex("define \"([^\"]+)\"")]
    private static partial Regex Defined();

    [GeneratedRegex("include \"([^\"]+)\"")]
    private static partial Regex Included();

    [GeneratedRegex(@"\{\{-? *(if|range|with|define) ")]
    private static partial Regex Opening();

    [GeneratedRegex(@"\{\{-? *end *-?\}\}")]
    private static partial Regex Closing();
}
