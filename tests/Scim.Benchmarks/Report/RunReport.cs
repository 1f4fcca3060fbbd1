using System.Text.Json;
using Scim.Benchmarks.Configuration;
using Scim.Benchmarks.Measurement;

namespace Scim.Benchmarks.Report;

/// <summary>
/// Collects result rows, prints them and updates the result files. A row replaces the row of an earlier run with the
/// same key.
/// </summary>
internal sealed class RunReport(BenchmarkOptions options)
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly List<BenchmarkRow> _rows = [];

    /// <summary>Adds a row. The row is printed and saved at once, because a run may be stopped early.</summary>
    public void AddRow(BenchmarkRow row)
    {
        row = row with { Run = options.IsQuick ? "quick" : $"{options.RoundCount} x {options.Seconds} s" };
        _rows.Add(row);
        Console.WriteLine(MarkdownTable.FormatRow(row));
        WriteFiles();
    }

    /// <summary>Prints all rows as a table.</summary>
    public void PrintRows()
    {
        Console.WriteLine();
        Console.WriteLine(MarkdownTable.FormatRows(_rows));
    }

    private void WriteFiles()
    {
        if (options.OutputPath is not { } folder)
            return;
        Directory.CreateDirectory(folder);
        string json = Path.Combine(folder, "results.json"),
            markdown = Path.Combine(folder, "RESULTS.md");
        List<BenchmarkRow> known = File.Exists(json)
            ? JsonSerializer.Deserialize<List<BenchmarkRow>>(File.ReadAllText(json), JsonOptions)!
            : [];
        List<BenchmarkRow> all = [.. known.Where(k => !_rows.Exists(r => r.Key == k.Key)), .. _rows];
        all.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        File.WriteAllText(json, JsonSerializer.Serialize(all, JsonOptions) + "\n");
        File.WriteAllText(
            markdown,
            MarkdownTable.ReplaceTable(File.Exists(markdown) ? File.ReadAllText(markdown) : "", all)
        );
    }
}
