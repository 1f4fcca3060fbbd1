using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Uploads.Csv;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads;

/// <summary>Reads a stored file row by row. Holds one chunk of it in memory.</summary>
internal sealed class UploadReader : IDisposable
{
    private readonly CsvRowReader _rows;

    private UploadReader(CsvRowReader rows) => _rows = rows;

    /// <summary>The header; null when there is an <see cref="Error"/>.</summary>
    public UploadHeader? Header { get; private set; }

    /// <summary>The syntax error of the file, as far as it was read, or null.</summary>
    public CsvError? Error { get; private set; }

    /// <summary>Opens the file of a job and reads its header.</summary>
    public static async Task<UploadReader> OpenFileAsync(
        IUploadStore store,
        UploadJob job,
        ResourceType users,
        CsvLimits limits
    )
    {
        var text = new UploadTextReader(index =>
            store.ReadChunkAsync(job.Tenant, job.Id, index, CancellationToken.None)
        );
        var reader = new UploadReader(new CsvRowReader(text, limits));
        CsvRow? first = await reader._rows.ReadRowAsync();
        CsvError? error = reader._rows.Error;
        if (error is null)
            reader.Header = UploadHeader.Parse(users, first, out error);
        reader.Error = error;
        return reader;
    }

    /// <summary>
    /// Reads the next row without interpreting it. Returns null at the end of the file or at a syntax error.
    /// </summary>
    public async Task<CsvRow?> ReadCsvRowAsync()
    {
        CsvRow? row = await _rows.ReadRowAsync();
        Error ??= _rows.Error;
        return row;
    }

    /// <summary>
    /// Reads and interprets the next rows. Returns fewer rows than requested, or none, at the end of the file.
    /// </summary>
    public async Task<IReadOnlyList<UploadRow>> ReadRowsAsync(int count, EmptyCellHandling blanks)
    {
        var rows = new List<UploadRow>(count);
        while (rows.Count < count && await ReadCsvRowAsync() is { } row)
            rows.Add(RowRules.ParseRow(Header!, row, blanks));
        return rows;
    }

    /// <summary>Skips rows.</summary>
    /// <returns>The number of skipped rows.</returns>
    public async Task<long> SkipRowsAsync(long count)
    {
        long skipped = 0;
        while (skipped < count && await ReadCsvRowAsync() is not null)
            skipped++;
        return skipped;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();
}
