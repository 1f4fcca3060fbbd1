using System.Text.Json;
using Scim.Benchmarks.Measuring;

namespace Scim.Benchmarks.Report;

/// <summary>Collects rows; prints them and brings the files up to date. A row takes the place of an earlier run's about the same.</summary>
internal sealed class RunReport(BenchmarkOptions options)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly List<Row> _rows = [];

    /// <summary>Takes a row, and prints and keeps it at once: a run may be ended early.</summary>
    public void Add(Row row)
    {
        row = row with { Run = options.Quick ? "quick" : $"{options.Rounds} x {options.Seconds} s" };
        _rows.Add(row);
        Console.WriteLine(MarkdownTable.Line(row));
        Write();
    }

    /// <summary>Prints all rows as a table.</summary>
    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine(MarkdownTable.Of(_rows));
    }

    private void Write()
    {
        if (options.Output is not { } folder) return;
        Directory.CreateDirectory(folder);
        string json = Path.Combine(folder, "results.json"), markdown = Path.Combine(folder, "RESULTS.md");
        List<Row> known = File.Exists(json) ? JsonSerializer.Deserialize<List<Row>>(File.ReadAllText(json), Json)! : [];
        List<Row> all = [.. known.Where(k => !_rows.Exists(r => r.Key == k.Key)), .. _rows];
        all.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        File.WriteAllText(json, JsonSerializer.Serialize(all, Json) + "\n");
        File.WriteAllText(markdown, MarkdownTable.Into(File.Exists(markdown) ? File.ReadAllText(markdown) : "", all));
    }
}
