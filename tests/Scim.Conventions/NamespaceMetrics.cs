namespace Scim.Conventions;

/// <summary>Cycles between the namespaces of a project.</summary>
internal static class NamespaceMetrics
{
    private const int FilesPerEdge = 4;

    public static IEnumerable<Metric> Measure(SourceTree tree)
    {
        List<Place> namespaces = [];
        List<Place> cycles = [];
        List<string> details = [];
        foreach (IGrouping<string, CSharpFile> project in tree.CSharp.GroupBy(f => f.Project))
        {
            NamespaceGraph graph = NamespaceGraph.Build(
                [.. project],
                project.Key == "" ? [] : ReadGlobalUsings(tree, project.Key)
            );
            foreach (IReadOnlySet<string> cycle in graph.FindCycles().OrderByDescending(c => c.Count))
            {
                string[] members = [.. cycle.Order(StringComparer.Ordinal)];
                cycles.Add(new Place(project.Key, 0, $"{members.Length} namespaces: {string.Join(", ", members)}"));
                namespaces.AddRange(members.Select(m => new Place(project.Key, 0, m)));
                details.Add($"cycle of {members.Length} in {project.Key}; the edges with fewest uses first:");
                details.AddRange(graph.FindEdges(cycle).OrderBy(e => e.Uses.Count).SelectMany(DescribeEdge));
            }
        }

        yield return new Metric(
            "namespaces-in-cycles",
            "namespaces that are part of a cycle inside their project",
            namespaces.Count,
            namespaces
        );
        yield return new Metric("namespace-cycles", "cycles of namespaces inside a project", cycles.Count, cycles)
        {
            Details = details,
        };
    }

    private static IEnumerable<string> DescribeEdge(NamespaceEdge edge)
    {
        yield return $"  {edge.From} -> {edge.To}";
        var files = edge.Uses.GroupBy(u => u.File).ToArray();
        foreach (var file in files.Take(FilesPerEdge))
            yield return $"    {file.Key}:{file.Min(u => u.Line)}: {string.Join(", ", file.Select(u => u.Text).Distinct())}";
        if (files.Length > FilesPerEdge)
            yield return $"    … and {files.Length - FilesPerEdge} more files";
    }

    /// <summary>The namespaces that the project's file has in its Using items.</summary>
    private static IEnumerable<string> ReadGlobalUsings(SourceTree tree, string project) =>
        tree
            .Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) && Path.GetDirectoryName(f) == project)
            .SelectMany(f => System.Xml.Linq.XDocument.Parse(tree.ReadText(f)).Descendants("Using"))
            .Select(u => (string?)u.Attribute("Include"))
            .OfType<string>();
}
