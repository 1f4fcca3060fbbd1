using System.Buffers;
using System.Text;

namespace Scim.Grains.Uploads.Csv;

/// <summary>Writes CSV (RFC 4180) that spreadsheets take for text: pure functions.</summary>
internal static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n;'");
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r");

    /// <summary>Writes a row.</summary>
    public static void Row(StringBuilder text, params ReadOnlySpan<string?> cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0) text.Append(',');
            Cell(text, cells[i] ?? "");
        }

        text.Append("\r\n");
    }

    /// <summary>A cell as it is meant: one that a spreadsheet would take for a formula has an apostrophe before it in results, which is no part of the value.</summary>
    public static string Meant(string cell) => cell is ['\'', var first, ..] && Formula.Contains(first) ? cell[1..] : cell;

    private static void Cell(StringBuilder text, string cell)
    {
        if (cell.Length > 0 && Formula.Contains(cell[0])) cell = "'" + cell;
        if (!cell.AsSpan().ContainsAny(Special) && (cell.Length == 0 || (cell[0] != ' ' && cell[^1] != ' ')))
        {
            text.Append(cell);
            return;
        }

        text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
