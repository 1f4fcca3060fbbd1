using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Storage;
using Scim.Grains.Uploads.Csv;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads;

/// <summary>A stored file, row by row. Holds one piece of it at a time.</summary>
internal sealed class UploadReader : IDisposable
{
    private readonly CsvRows _rows;

    private UploadReader(CsvRows rows) => _rows = rows;

    /// <summary>The header; null where there is a <see cref="Fault"/>.</summary>
    public UploadHeader? Header { get; private set; }

    /// <summary>What is wrong with the file as a whole, as far as it was read.</summary>
    public CsvFault? Fault { get; private set; }

    /// <summary>Opens a job's file and reads its header.</summary>
    public static async Task<UploadReader> Open(IUploadStore store, UploadJob job, ResourceType users, CsvLimits limits)
    {
        var text = new UploadText(index => store.Piece(job.Tenant, job.Id, index, CancellationToken.None));
        var reader = new UploadReader(new CsvRows(text, limits));
        CsvRow? first = await reader._rows.Next();
        CsvFault? fault = reader._rows.Fault;
        if (fault is null) reader.Header = UploadHeader.Read(users, first, out fault);
        reader.Fault = fault;
        return reader;
    }

    /// <summary>The next row as it is in the file, or null behind the last and where the file is no CSV.</summary>
    public async Task<CsvRow?> Next()
    {
        CsvRow? row = await _rows.Next();
        Fault ??= _rows.Fault;
        return row;
    }

    /// <summary>The next rows and what they say; fewer than asked for, or none, at the end of the file.</summary>
    public async Task<IReadOnlyList<UploadRow>> Next(int count, UploadBlanks blanks)
    {
        var rows = new List<UploadRow>(count);
        while (rows.Count < count && await Next() is { } row) rows.Add(RowRules.Read(Header!, row, blanks));
        return rows;
    }

    /// <summary>Passes over rows.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> Skip(long count)
    {
        long passed = 0;
        while (passed < count && await Next() is not null) passed++;
        return passed;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();
}
