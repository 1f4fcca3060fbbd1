using System.Text.Json;
using Scim.Benchmarks.Measurement;

namespace Scim.Benchmarks.Report;

/// <summary>
/// Collects rows; prints them and brings the files up to date. A row takes the place of an earlier run's about the
/// same.
/// </summary>
internal sealed class RunReport(BenchmarkOptions options)
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = System
            .Text
            .Json
            .Serialization
            .JsonNumberHandling
            .AllowNamedFloatingPointLiterals,
    };

    private readonly List<BenchmarkRow> _rows = [];

    /// <summary>Takes a row, and prints and keeps it at once: a run may be ended early.</summary>
    public void AddRow(BenchmarkRow row)
    {
        row = row with
        {
            Run = options.IsQuick ? "quick" : $"{options.RoundCount} x {options.Seconds} s",
        };
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
        List<BenchmarkRow> all =
        [
            .. known.Where(k => !_rows.Exists(r => r.Key == k.Key)),
            .. _rows,
        ];
        all.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        File.WriteAllText(json, JsonSerializer.Serialize(all, JsonOptions) + "\n");
        File.WriteAllText(
            markdown,
            MarkdownTable.ReplaceTable(File.Exists(markdown) ? File.ReadAllText(markdown) : "", all)
        );
    }
}
