using System.Diagnostics;

namespace Scim.Conventions;

/// <summary>
/// Measures how well the tree keeps its vocabulary and layout, and compares the result with the limits in
/// tests/conventions.json.
/// </summary>
internal static class Program
{
    private const int DefaultPlaces = 20;

    private const string Usage = """
        usage: tests/conventions.sh [--verbose] [--check] [--update [--force]] [--list METRIC]
          --verbose      up to 20 places for each metric
          --list METRIC  every place of one metric
          --check        fails when a metric is worse than its limit in tests/conventions.json
          --update       lowers the limits to what the tree has now; with --force, raises them too
        """;

    public static int Main(string[] arguments)
    {
        if (!Options.TryParse(arguments, out Options? options))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        Stopwatch stopwatch = Stopwatch.StartNew();
        SourceTree tree = SourceTree.Load(options.Root);
        ConventionsFile conventions = ConventionsFile.Load(tree);
        Metric[] metrics = [.. MeasureTree(tree, conventions)];
        if (options.List is { } name)
            return PrintPlaces(metrics, name);

        PrintTable(metrics, conventions);
        if (options.IsVerbose)
            PrintAllPlaces(metrics);
        Console.WriteLine($"{tree.Files.Count} files, {stopwatch.Elapsed.TotalSeconds:0.0} s");

        if (options.Update)
            return UpdateLimits(metrics, conventions, options.Force);
        return options.Check ? CheckLimits(metrics, conventions, tree) : 0;
    }

    private static IEnumerable<Metric> MeasureTree(SourceTree tree, ConventionsFile conventions) =>
        [
            .. MethodNameMetrics.Measure(tree, conventions),
            .. TextMetrics.Measure(tree, conventions),
            .. NamespaceMetrics.Measure(tree),
            .. FolderMetrics.Measure(tree),
            .. LogEventMetrics.Measure(tree, conventions),
        ];

    private static void PrintTable(Metric[] metrics, ConventionsFile conventions)
    {
        Console.WriteLine($"{"metric", -28}{"now", 10}{"limit", 10}  what it counts");
        foreach (Metric metric in metrics)
        {
            string limit =
                metric.IsInformational ? ""
                : conventions.Limits.TryGetValue(metric.Name, out double most) ? metric.FormatValue(most)
                : "none";
            string mark = conventions.IsWorse(metric) ? "!" : " ";
            Console.WriteLine(
                $"{metric.Name, -28}{metric.FormatValue(metric.Value), 10}{limit, 10}{mark} {metric.Description}"
            );
        }
    }

    private static void PrintAllPlaces(Metric[] metrics)
    {
        foreach (Metric metric in metrics.Where(m => m.Places.Count > 0))
        {
            Console.WriteLine();
            Console.WriteLine($"{metric.Name}: {metric.FormatValue(metric.Value)}");
            PrintFirstPlaces(metric.Places);
            foreach (string line in metric.Details)
                Console.WriteLine($"  {line}");
        }

        Console.WriteLine();
    }

    private static void PrintFirstPlaces(IReadOnlyCollection<Place> places)
    {
        foreach (Place place in places.Take(DefaultPlaces))
            Console.WriteLine($"  {place}");
        if (places.Count > DefaultPlaces)
            Console.WriteLine($"  … and {places.Count - DefaultPlaces} more");
    }

    private static int PrintPlaces(Metric[] metrics, string name)
    {
        if (metrics.FirstOrDefault(m => m.Name == name) is not { } metric)
        {
            Console.Error.WriteLine(
                $"No metric is called '{name}'. There are: {string.Join(", ", metrics.Select(m => m.Name))}."
            );
            return 2;
        }

        foreach (Place place in metric.Places)
            Console.WriteLine(place);
        foreach (string line in metric.Details)
            Console.WriteLine(line);
        return 0;
    }

    private static int UpdateLimits(Metric[] metrics, ConventionsFile conventions, bool force)
    {
        foreach (Metric metric in metrics.Where(m => !m.IsInformational))
        {
            if (!conventions.IsWorse(metric) || force || !conventions.Limits.ContainsKey(metric.Name))
                conventions.Limits[metric.Name] = metric.Limit;
            else
                Console.WriteLine($"{metric.Name} is worse than its limit, which stays. --force raises it.");
        }

        conventions.Save();
        return 0;
    }

    private static int CheckLimits(Metric[] metrics, ConventionsFile conventions, SourceTree tree)
    {
        Metric[] worse = [.. metrics.Where(conventions.IsWorse)];
        if (worse.Length == 0)
            return 0;

        HashSet<string> changed = tree.FindFilesChangedSince(ConventionsFile.Name);
        foreach (Metric metric in worse)
        {
            Console.WriteLine();
            Console.WriteLine(
                $"{metric.Name} is {metric.FormatValue(metric.Value)}, its limit {conventions.FormatLimit(metric)}: {metric.Description}."
            );
            PrintFirstPlaces([.. metric.Places.OrderByDescending(p => changed.Contains(p.File))]);
            foreach (string line in metric.Details)
                Console.WriteLine($"  {line}");
        }

        Console.WriteLine();
        Console.WriteLine(
            "Places in files changed since the limits were set come first. `tests/conventions.sh --list METRIC` prints all."
        );
        return 1;
    }
}
