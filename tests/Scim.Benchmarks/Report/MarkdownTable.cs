using System.Globalization;
using System.Text;
using Scim.Benchmarks.Measuring;

namespace Scim.Benchmarks.Report;

/// <summary>Rows as Markdown.</summary>
internal static class MarkdownTable
{
    private const string Begin = "<!-- results: written by the program -->", End = "<!-- end of results -->";
    private const string Head = """
        | scenario | storage | ratio | median | lowest - highest | goal | first | second | p50 / p99 first | p50 / p99 second | processor time, first / second | run |
        |---|---|---|--:|--:|---|--:|--:|--:|--:|--:|---|
        """;

    /// <summary>A table.</summary>
    public static string Of(IEnumerable<Row> rows) => string.Join('\n', rows.Select(Line).Prepend(Head));

    /// <summary>A document with the table in its place; what was written by hand stays.</summary>
    public static string Into(string document, IEnumerable<Row> rows)
    {
        string table = $"{Begin}\n\n{Of(rows)}\n\n{End}";
        int begin = document.IndexOf(Begin, StringComparison.Ordinal), end = document.IndexOf(End, StringComparison.Ordinal);
        return begin < 0 || end < begin
            ? $"{document.TrimEnd()}\n\n{table}\n".TrimStart()
            : string.Concat(document.AsSpan(0, begin), table, document.AsSpan(end + End.Length));
    }

    /// <summary>A row.</summary>
    public static string Line(Row row)
    {
        string goal = row.AtLeast is { } least ? $"at least {Text(least)}" : row.AtMost is { } most ? $"at most {Text(most)}" : "";
        string met = row.Met switch { true => ": met", false => ": **missed**", null => "" };
        string[] cells =
        [
            row.Scenario, row.Storage, row.Measured,
            row.Ratios.Count == 0 ? "" : Text(row.Ratio), row.Ratios.Count < 2 ? "" : $"{Text(row.Ratios.Min())} - {Text(row.Ratios.Max())}", goal + met,
            $"{Figure(row.Ours)} {row.Unit}", row.Other is { } other ? $"{Figure(other)} {row.Unit}" : "",
            Latency(row.OursP50, row.OursP99), Latency(row.OtherP50, row.OtherP99), Processor(row), $"{row.At:yyyy-MM-dd}, {row.Run}",
        ];
        return new StringBuilder("| ").AppendJoin(" | ", cells).Append(" |").ToString();
    }

    private static string Latency(double? p50, double? p99) => p50 is null ? "" : $"{Text(p50.Value)} / {Text(p99!.Value)} ms";

    private static string Processor(Row row) => row.OursProcessor is { } ours ? $"{Figure(ours)} / {Figure(row.OtherProcessor!.Value)} µs" : "";

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Figure(double value) => value.ToString(value < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
}
