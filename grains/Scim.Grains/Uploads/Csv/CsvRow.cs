namespace Scim.Grains.Uploads.Csv;

/// <summary>A row of a CSV file.</summary>
/// <param name="Number">The number of the row: 1 for the first row that is not blank, the header.</param>
/// <param name="Line">The line in which the row begins, starting at 1.</param>
/// <param name="Cells">The cells, without quotation marks.</param>
internal sealed record CsvRow(long Number, long Line, string[] Cells);

/// <summary>A syntax error of a CSV file.</summary>
/// <param name="Line">The line in which the row begins.</param>
/// <param name="Column">The number of the cell in the row, starting at 1; 0 for the row as a whole.</param>
/// <param name="Detail">What is wrong and how to correct it.</param>
internal sealed record CsvError(long Line, int Column, string Detail)
{
    /// <summary>The error message with the position.</summary>
    public string Message => Column == 0 ? $"Line {Line}: {Detail}" : $"Line {Line}, column {Column}: {Detail}";
}
