using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Scim.Grains.Uploads.Csv;

/// <summary>
/// The rows of a file, one after the other (RFC 4180): cells in quotes may hold commas, doubled quotes and line breaks;
/// lines end in CR LF, LF or CR; blank lines are passed over. Memory holds one row, whose length has a limit.
/// </summary>
internal sealed class CsvRowReader : IDisposable
{
    private const int BufferSize = 16 * 1024;
    private readonly UploadTextReader _text;
    private readonly CsvParser _parser;
    private readonly CsvLimits _limits;
    private bool _hasBadCell;
    private long _number;

    /// <summary>Begins to read.</summary>
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

    /// <summary>What is wrong with the file, once <see cref="ReadRowAsync"/> has found it.</summary>
    public CsvError? Error { get; private set; }

    /// <summary>The next row; null at the end of the file and where it is no CSV.</summary>
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
                    $"the row is longer than {_limits.MaxRowCharacters} characters. Is a quotation mark missing that ends a cell?"
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
            SetError(
                line,
                0,
                $"the row has {_parser.Count} cells; {_limits.MaxColumns} are allowed."
            );
            return null;
        }

        // Only the last row can lack the quotation mark that ends a cell: it then reaches to the end of the file.
        if (_text.IsAtEnd && _parser.RawRecord.AsSpan().Count('"') % 2 != 0)
        {
            SetError(
                line,
                0,
                "a cell begins with a quotation mark, and none ends it up to the end of the file."
            );
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
            return "a quotation mark is where none may be. A cell that holds one is put in quotation marks as a whole, and the one inside is doubled.";
        if (cell.Length > _limits.MaxCellCharacters)
            return $"the cell is longer than {_limits.MaxCellCharacters} characters.";
        return cell.Contains('\uFFFD', StringComparison.Ordinal)
            ? "the cell is not UTF-8. Save the file as \"CSV UTF-8\"."
            : null;
    }

    private CsvRow? SetError(long line, int column, string detail)
    {
        Error = new CsvError(line, column, detail);
        return null;
    }
}

/// <summary>How much a row may hold.</summary>
/// <param name="MaxRowCharacters">Characters of a row, quotes and all.</param>
/// <param name="MaxCellCharacters">Characters of a cell.</param>
/// <param name="MaxColumns">Cells of a row.</param>
internal sealed record CsvLimits(int MaxRowCharacters, int MaxCellCharacters, int MaxColumns);
