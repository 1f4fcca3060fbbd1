using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Storage;
using Scim.Grains.Uploads.Csv;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads;

/// <summary>A stored file, row by row. Holds one piece of it at a time.</summary>
internal sealed class UploadReader : IDisposable
{
    private readonly CsvRowReader _rows;

    private UploadReader(CsvRowReader rows) => _rows = rows;

    /// <summary>The header; null where there is a <see cref="Error"/>.</summary>
    public UploadHeader? Header { get; private set; }

    /// <summary>What is wrong with the file as a whole, as far as it was read.</summary>
    public CsvError? Error { get; private set; }

    /// <summary>Opens a job's file and reads its header.</summary>
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
        CsvError? fault = reader._rows.Error;
        if (fault is null)
            reader.Header = UploadHeader.Parse(users, first, out fault);
        reader.Error = fault;
        return reader;
    }

    /// <summary>The next row as it is in the file, or null behind the last and where the file is no CSV.</summary>
    public async Task<CsvRow?> ReadCsvRowAsync()
    {
        CsvRow? row = await _rows.ReadRowAsync();
        Error ??= _rows.Error;
        return row;
    }

    /// <summary>The next rows and what they say; fewer than asked for, or none, at the end of the file.</summary>
    public async Task<IReadOnlyList<UploadRow>> ReadRowsAsync(int count, EmptyCellHandling blanks)
    {
        var rows = new List<UploadRow>(count);
        while (rows.Count < count && await ReadCsvRowAsync() is { } row)
            rows.Add(RowRules.ParseRow(Header!, row, blanks));
        return rows;
    }

    /// <summary>Passes over rows.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> SkipRowsAsync(long count)
    {
        long passed = 0;
        while (passed < count && await ReadCsvRowAsync() is not null)
            passed++;
        return passed;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();
}
