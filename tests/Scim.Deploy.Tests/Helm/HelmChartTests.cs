using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Scim.Deploy.Tests.Files;
using YamlDotNet.Serialization;

namespace Scim.Deploy.Tests.Helm;

/// <summary>Tests that values, templates and schema of the Helm chart are consistent.</summary>
public sealed partial class HelmChartTests
{
    private const string ChartPath = "deploy/helm/orleans-scim/";
    private static readonly JsonSchema Schema = JsonSchema.FromText(
        RepositoryFiles.ReadText(ChartPath + "values.schema.json")
    );

    private static string Templates { get; } =
        string.Join('\n', RepositoryFiles.ListFiles(ChartPath + "templates").Select(RepositoryFiles.ReadText));

    [Fact]
    public void Values_OfTheChart_MatchTheSchema() => Assert.True(IsValid(LoadValues()));

    [Theory]
    [InlineData("silo", "replicas", "0")]
    [InlineData("silo", "replica", "3")]
    [InlineData("gateway", "terminationGracePeriodSeconds", "5")]
    [InlineData("database", "port", "70000")]
    [InlineData("image", "registry", "\"registry.example.com/\"")]
    public void Values_ThatAreInvalid_ViolateTheSchema(string section, string name, string value)
    {
        JsonNode values = LoadValues();
        values[section]![name] = JsonNode.Parse(value);
        Assert.False(IsValid(values));
    }

    [Fact]
    public void Templates_UseExactlyTheDefinedValues()
    {
        string[] used = [.. UsedValueRegex().Matches(Templates).Select(m => m.Groups[1].Value).Distinct()];
        string[] given = [.. ListPaths(LoadValues(), "")];
        Assert.Equal([], used.Where(u => !given.Contains(u)));
        Assert.Equal(
            [],
            given.Where(g =>
                !used.Any(u =>
                    u == g
                    || g.StartsWith(u + ".", StringComparison.Ordinal)
                    || u.StartsWith(g + ".", StringComparison.Ordinal)
                )
            )
        );
    }

    [Fact]
    public void Templates_Include_OnlyDefinedNames()
    {
        string[] defined = [.. DefinedTemplateRegex().Matches(Templates).Select(m => m.Groups[1].Value)];
        string[] included = [.. IncludedTemplateRegex().Matches(Templates).Select(m => m.Groups[1].Value).Distinct()];
        Assert.Equal(included.Order(StringComparer.Ordinal), defined.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Templates_OfTheChart_CloseEveryBlock()
    {
        foreach (string file in RepositoryFiles.ListFiles(ChartPath + "templates"))
        {
            string text = RepositoryFiles.ReadText(file);
            Assert.Equal(BlockStartRegex().Count(text), BlockEndRegex().Count(text));
            Assert.Equal(Regex.Count(text, @"\{\{"), Regex.Count(text, @"\}\}"));
            Assert.DoesNotContain('\t', text);
        }
    }

    private static bool IsValid(JsonNode values) => Schema.Evaluate(JsonSerializer.SerializeToElement(values)).IsValid;

    private static JsonNode LoadValues()
    {
        object? yaml = new DeserializerBuilder()
            .WithAttemptingUnquotedStringTypeDeserialization()
            .Build()
            .Deserialize<object?>(RepositoryFiles.ReadText(ChartPath + "values.yaml"));
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml))!;
    }

    private static IEnumerable<string> ListPaths(JsonNode node, string at) =>
        node is JsonObject o
            ? o.SelectMany(p => (string[])[at + p.Key, .. p.Value is null ? [] : ListPaths(p.Value, $"{at}{p.Key}.")])
            : [];

    [GeneratedRegex(@"\.Values\.([A-Za-z.]+[A-Za-z])")]
    private static partial Regex UsedValueRegex();

    [GeneratedRegex("define \"([^\"]+)\"")]
    private static partial Regex DefinedTemplateRegex();

    [GeneratedRegex("include \"([^\"]+)\"")]
    private static partial Regex IncludedTemplateRegex();

    [GeneratedRegex(@"\{\{-? *(if|range|with|define) ")]
    private static partial Regex BlockStartRegex();

    [GeneratedRegex(@"\{\{-? *end *-?\}\}")]
    private static partial Regex BlockEndRegex();
}
