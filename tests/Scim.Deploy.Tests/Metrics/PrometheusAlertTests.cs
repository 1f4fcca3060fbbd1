using System.Text.RegularExpressions;
using Scim.Deploy.Tests.Files;
using YamlDotNet.RepresentationModel;

namespace Scim.Deploy.Tests.Metrics;

/// <summary>Tests that the alerts query existing metrics and have a section in the runbook.</summary>
public sealed partial class PrometheusAlertTests
{
    private static IReadOnlyList<YamlMappingNode> Alerts { get; } = LoadAlerts();

    [Fact]
    public void Expression_OfEachAlert_NamesExistingMetrics()
    {
        Assert.NotEmpty(Alerts);
        foreach (YamlMappingNode alert in Alerts)
            Assert.Equal(
                [],
                KnownMetrics
                    .FindUnknownNames(GetText(alert, "expr"))
                    .Select(word => $"{GetText(alert, "alert")}: {word}")
            );
    }

    [Fact]
    public void Alert_Each_HasSeveritySummaryAndRunbookSection()
    {
        string[] headings =
        [
            .. HeadingRegex().Matches(RepositoryFiles.ReadText("deploy/runbook.md")).Select(m => m.Groups[1].Value),
        ];
        Assert.Equal(Alerts.Select(a => GetText(a, "alert")), headings);
        foreach (YamlMappingNode alert in Alerts)
        {
            YamlMappingNode annotations = (YamlMappingNode)alert["annotations"];
            Assert.Contains(GetText((YamlMappingNode)alert["labels"], "severity"), new[] { "page", "ticket" });
            Assert.NotEmpty(GetText(annotations, "summary"));
#pragma warning disable CA1308 // anchors are lower case
            Assert.Equal(
                $"deploy/runbook.md#{GetText(alert, "alert").ToLowerInvariant()}",
                GetText(annotations, "runbook")
            );
#pragma warning restore CA1308
        }
    }

    private static string GetText(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    private static YamlMappingNode[] LoadAlerts()
    {
        YamlStream stream = [];
        using StringReader text = new(RepositoryFiles.ReadText("deploy/prometheus/alerts.yml"));
        stream.Load(text);
        return
        [
            .. ((YamlSequenceNode)stream.Documents[0].RootNode["groups"])
                .SelectMany(g => (YamlSequenceNode)g["rules"])
                .Cast<YamlMappingNode>(),
        ];
    }

    [GeneratedRegex("^### (Scim[A-Za-z]+)$", RegexOptions.Multiline)]
    private static partial Regex HeadingRegex();
}
