using System.Text.RegularExpressions;
using Scim.Deploy.Tests.Files;
using YamlDotNet.RepresentationModel;

namespace Scim.Deploy.Tests.Metrics;

/// <summary>Alerts ask for metrics that there are, and the runbook says of each what to do.</summary>
public sealed partial class AlertTests
{
    private static IReadOnlyList<YamlMappingNode> Alerts { get; } = Load();

    [Fact]
    public void Expression_OfEachAlert_NamesMetricsThatThereAre()
    {
        Assert.NotEmpty(Alerts);
        foreach (YamlMappingNode alert in Alerts)
            Assert.Equal([], KnownMetrics.UnknownIn(Text(alert, "expr")).Select(word => $"{Text(alert, "alert")}: {word}"));
    }

    [Fact]
    public void Alert_Each_HasASeverityASummaryAndItsPlaceInTheRunbook()
    {
        string[] headings = [.. Heading().Matches(Repository.Read("deploy/runbook.md")).Select(m => m.Groups[1].Value)];
        Assert.Equal(Alerts.Select(a => Text(a, "alert")), headings);
        foreach (YamlMappingNode alert in Alerts)
        {
            YamlMappingNode annotations = (YamlMappingNode)alert["annotations"];
            Assert.Contains(Text((YamlMappingNode)alert["labels"], "severity"), new[] { "page", "ticket" });
            Assert.NotEmpty(Text(annotations, "summary"));
#pragma warning disable CA1308 // anchors are lower case
            Assert.Equal($"deploy/runbook.md#{Text(alert, "alert").ToLowerInvariant()}", Text(annotations, "runbook"));
#pragma warning restore CA1308
        }
    }

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    private static YamlMappingNode[] Load()
    {
        YamlStream stream = [];
        using StringReader text = new(Repository.Read("deploy/prometheus/alerts.yml"));
        stream.Load(text);
        return [.. ((YamlSequenceNode)stream.Documents[0].RootNode["groups"]).SelectMany(g => (YamlSequenceNode)g["rules"]).Cast<YamlMappingNode>()];
    }

    [GeneratedRegex("^### (Scim[A-Za-z]+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
