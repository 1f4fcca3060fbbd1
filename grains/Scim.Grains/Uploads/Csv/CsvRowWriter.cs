using System.Buffers;
using System.Text;

namespace Scim.Grains.Uploads.Csv;

/// <summary>Writes CSV (RFC 4180) that spreadsheets take for text: pure functions.</summary>
internal static class CsvRowWriter
{
    private static readonly SearchValues<char> CharactersToQuote = SearchValues.Create(",\"\r\n;'");
    private static readonly SearchValues<char> FormulaPrefixes = SearchValues.Create("=+-@\t\r");

    /// <summary>Writes a row.</summary>
    public static void AppendRow(StringBuilder text, params ReadOnlySpan<string?> cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            AppendCell(text, cells[i] ?? "");
        }

        text.Append("\r\n");
    }

    /// <summary>
    /// A cell as it is meant: one that a spreadsheet would take for a formula has an apostrophe before it in results,
    /// which is no part of the value.
    /// </summary>
    public static string UnescapeFormula(string cell) =>
        cell is ['\'', var first, ..] && FormulaPrefixes.Contains(first) ? cell[1..] : cell;

    private static void AppendCell(StringBuilder text, string cell)
    {
        if (cell.Length > 0 && FormulaPrefixes.Contains(cell[0]))
            cell = "'" + cell;
        if (
            !cell.AsSpan().ContainsAny(CharactersToQuote)
            && (cell.Length == 0 || (cell[0] != ' ' && cell[^1] != ' '))
        )
        {
            text.Append(cell);
            return;
        }

        text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
