using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Scim.Grains.Uploads.Csv;

/// <summary>Reads the rows of a CSV file one by one (RFC 4180).</summary>
/// <remarks>
/// Quoted cells may contain commas, doubled quotation marks and line breaks. Lines end in CR LF, LF or CR; blank lines
/// are skipped. Only one row of limited length is held in memory.
/// </remarks>
internal sealed class CsvRowReader : IDisposable
{
    private const int BufferSize = 16 * 1024;
    private readonly UploadTextReader _text;
    private readonly CsvParser _parser;
    private readonly CsvLimits _limits;
    private bool _hasBadCell;
    private long _number;

    /// <summary>Creates a reader.</summary>
    public CsvRowReader(UploadTextReader text, CsvLimits limits)
    {
        (_text, _limits) = (text, limits);
        _parser = new CsvParser(
            text,
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                Mode = CsvMode.RFC4180,
                Delimiter = ",",
                IgnoreBlankLines = false,
                BufferSize = BufferSize,
                MaxFieldSize = limits.MaxRowCharacters,
                BadDataFound = _ => _hasBadCell = true,
            }
        );
    }

    /// <summary>The syntax error of the file after <see cref="ReadRowAsync"/> has found it, or null.</summary>
    public CsvError? Error { get; private set; }

    /// <summary>Reads the next row. Returns null at the end of the file or at a syntax error.</summary>
    public async Task<CsvRow?> ReadRowAsync()
    {
        while (Error is null)
        {
            long line = _parser.RawRow + 1,
                begin = _parser.CharCount;
            _text.MaxCharacters = begin + _limits.MaxRowCharacters + BufferSize;
            try
            {
                if (!await _parser.ReadAsync())
                    return null;
                if (_parser.CharCount - begin > _limits.MaxRowCharacters)
                    throw new RowTooLongException();
            }
            catch (Exception e) when (e is RowTooLongException or MaxFieldSizeException)
            {
                return SetError(
                    line,
                    0,
                    $"the row is longer than {_limits.MaxRowCharacters} characters. "
                        + "Check whether the closing quotation mark of a cell is missing."
                );
            }

            if (IsBlankRow())
                continue;
            string[]? cells = ReadCells(line);
            return cells is null ? null : new CsvRow(++_number, line, cells);
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _parser.Dispose();

    private bool IsBlankRow() =>
        _parser.Count == 0 || (_parser.Count == 1 && _parser.RawRecord.AsSpan().IsWhiteSpace());

    private string[]? ReadCells(long line)
    {
        if (_parser.Count > _limits.MaxColumns)
        {
            SetError(line, 0, $"the row has {_parser.Count} cells, but the limit is {_limits.MaxColumns}.");
            return null;
        }

        // Only the last row can lack a closing quotation mark, because its cell then extends to the end of the file.
        if (_text.IsAtEnd && _parser.RawRecord.AsSpan().Count('"') % 2 != 0)
        {
            SetError(line, 0, "the closing quotation mark of a cell is missing.");
            return null;
        }

        string[] cells = new string[_parser.Count];
        for (int i = 0; i < cells.Length; i++)
        {
            _hasBadCell = false;
            cells[i] = _parser[i];
            if (ValidateCell(cells[i]) is not { } problem)
                continue;
            SetError(line, i + 1, problem);
            return null;
        }

        return cells;
    }

    private string? ValidateCell(string cell)
    {
        if (_hasBadCell)
            return "unexpected quotation mark. Enclose a cell that contains a quotation mark in quotation marks, "
                + "and double the inner one.";
        if (cell.Length > _limits.MaxCellCharacters)
            return $"the cell is longer than {_limits.MaxCellCharacters} characters. Shorten the value.";
        return cell.Contains('\uFFFD', StringComparison.Ordinal)
            ? "the cell is not valid UTF-8. Save the file as \"CSV UTF-8\"."
            : null;
    }

    private CsvRow? SetError(long line, int column, string detail)
    {
        Error = new CsvError(line, column, detail);
        return null;
    }
}

/// <summary>The limits of a row.</summary>
/// <param name="MaxRowCharacters">The maximum length of a row in characters, including quotation marks.</param>
/// <param name="MaxCellCharacters">The maximum length of a cell in characters.</param>
/// <param name="MaxColumns">The maximum number of cells in a row.</param>
internal sealed record CsvLimits(int MaxRowCharacters, int MaxCellCharacters, int MaxColumns);
