using System.Buffers;
using System.Text;

namespace Scim.Grains.Uploads.Csv;

/// <summary>Pure functions that write CSV (RFC 4180) whose cells spreadsheets treat as text.</summary>
internal static class CsvRowWriter
{
    private static readonly SearchValues<char> CharactersToQuote = SearchValues.Create(",\"\r\n;'");
    private static readonly SearchValues<char> FormulaPrefixes = SearchValues.Create("=+-@\t\r");

    /// <summary>Appends a row.</summary>
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
    /// Removes the apostrophe that results put before a cell which a spreadsheet would treat as a formula. The
    /// apostrophe is not part of the value.
    /// </summary>
    public static string UnescapeFormula(string cell) =>
        cell is ['\'', var first, ..] && FormulaPrefixes.Contains(first) ? cell[1..] : cell;

    private static void AppendCell(StringBuilder text, string cell)
    {
        if (cell.Length > 0 && FormulaPrefixes.Contains(cell[0]))
            cell = "'" + cell;
        if (!cell.AsSpan().ContainsAny(CharactersToQuote) && (cell.Length == 0 || (cell[0] != ' ' && cell[^1] != ' ')))
        {
            text.Append(cell);
            return;
        }

        text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
