using System.Globalization;
using System.Text;
using Scim.Benchmarks.Measurement;

namespace Scim.Benchmarks.Report;

/// <summary>Formats result rows as a Markdown table.</summary>
internal static class MarkdownTable
{
    private const string BeginMarker = "<!-- results: written by the program -->",
        EndMarker = "<!-- end of results -->";
    private const string HeaderRow = """
        | scenario | storage | ratio | median | lowest - highest | goal | first | second | p50 / p99 first | p50 / p99 second | processor time, first / second | run |
        |---|---|---|--:|--:|---|--:|--:|--:|--:|--:|---|
        """;

    /// <summary>Formats a table.</summary>
    public static string FormatRows(IEnumerable<BenchmarkRow> rows) =>
        string.Join('\n', rows.Select(FormatRow).Prepend(HeaderRow));

    /// <summary>Replaces the table between the markers of a document, or appends it; the other text is kept.</summary>
    public static string ReplaceTable(string document, IEnumerable<BenchmarkRow> rows)
    {
        string table = $"{BeginMarker}\n\n{FormatRows(rows)}\n\n{EndMarker}";
        int begin = document.IndexOf(BeginMarker, StringComparison.Ordinal),
            end = document.IndexOf(EndMarker, StringComparison.Ordinal);
        return begin < 0 || end < begin
            ? $"{document.TrimEnd()}\n\n{table}\n".TrimStart()
            : string.Concat(document.AsSpan(0, begin), table, document.AsSpan(end + EndMarker.Length));
    }

    /// <summary>Formats a row.</summary>
    public static string FormatRow(BenchmarkRow row)
    {
        string goal =
            row.AtLeast is { } least ? $"at least {FormatValue(least)}"
            : row.AtMost is { } most ? $"at most {FormatValue(most)}"
            : "";
        string met = row.Met switch
        {
            true => ": met",
            false => ": **missed**",
            null => "",
        };
        string[] cells =
        [
            row.Scenario,
            row.Storage,
            row.Measured,
            row.Ratios.Count == 0 ? "" : FormatValue(row.Ratio),
            row.Ratios.Count < 2 ? "" : $"{FormatValue(row.Ratios.Min())} - {FormatValue(row.Ratios.Max())}",
            goal + met,
            $"{FormatFigure(row.Ours)} {row.Unit}",
            row.Other is { } other ? $"{FormatFigure(other)} {row.Unit}" : "",
            FormatLatency(row.OursP50, row.OursP99),
            FormatLatency(row.OtherP50, row.OtherP99),
            FormatProcessorTime(row),
            $"{row.At:yyyy-MM-dd}, {row.Run}",
        ];
        return new StringBuilder("| ").AppendJoin(" | ", cells).Append(" |").ToString();
    }

    private static string FormatLatency(double? p50, double? p99) =>
        p50 is null ? "" : $"{FormatValue(p50.Value)} / {FormatValue(p99!.Value)} ms";

    private static string FormatProcessorTime(BenchmarkRow row) =>
        row.OursProcessor is { } ours ? $"{FormatFigure(ours)} / {FormatFigure(row.OtherProcessor!.Value)} µs" : "";

    private static string FormatValue(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string FormatFigure(double value) =>
        value.ToString(value < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
}
