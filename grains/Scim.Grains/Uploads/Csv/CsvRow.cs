namespace Scim.Grains.Uploads.Csv;

/// <summary>A row of a file.</summary>
/// <param name="Number">1 for the first row that is not blank: the header.</param>
/// <param name="Line">The line in which it begins, from 1.</param>
/// <param name="Cells">Its cells, without the quotes.</param>
internal sealed record CsvRow(long Number, long Line, string[] Cells);

/// <summary>Why a file is no CSV.</summary>
/// <param name="Line">The line in which the row begins.</param>
/// <param name="Column">Which of the row's cells, from 1; 0 for the row as a whole.</param>
/// <param name="Detail">What is wrong and the way out.</param>
internal sealed record CsvError(long Line, int Column, string Detail)
{
    /// <summary>A sentence that says where.</summary>
    public string Message =>
        Column == 0 ? $"Line {Line}: {Detail}" : $"Line {Line}, column {Column}: {Detail}";
}
