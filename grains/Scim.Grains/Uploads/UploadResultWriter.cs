using System.Runtime.CompilerServices;
using System.Text;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Uploads.Csv;
using Scim.Grains.Uploads.Rows;

namespace Scim.Grains.Uploads;

/// <summary>
/// Writes the uploaded file with the outcome of each row, in chunks. Reads the file and the outcomes page by page, so
/// that memory use does not depend on the number of rows.
/// </summary>
internal static class UploadResultWriter
{
    private const int PageSize = 500;
    private const int ChunkCharacters = 32 * 1024;
    private const string SkippedStatus = "skipped";

    /// <summary>Writes the result of an upload that has ended.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> WriteResult(
        IUploadStore store,
        UploadJob job,
        UploadReader file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (file.Header is not { } header)
            yield break;
        int[] columns =
        [
            .. Enumerable.Range(0, header.Columns.Count).Where(i => header.Columns[i] is not UploadColumn.ResultColumn),
        ];
        var text = new StringBuilder(ChunkCharacters * 2);
        CsvRowWriter.AppendRow(
            text,
            [.. columns.Select(i => header.Columns[i].Header), .. UploadColumns.ResultColumns]
        );
        IReadOnlyList<RowOutcome> outcomes = [];
        int index = 0;
        for (long row = 1; await file.ReadCsvRowAsync() is { } line; row++)
        {
            if (index == outcomes.Count && row <= job.Done)
                (outcomes, index) = (
                    await store.ListOutcomesAsync(
                        job.Tenant,
                        job.Id,
                        row - 1,
                        PageSize,
                        failedOnly: false,
                        cancellationToken
                    ),
                    0
                );
            RowOutcome? outcome = index < outcomes.Count && outcomes[index].Row == row ? outcomes[index++] : null;
            CsvRowWriter.AppendRow(
                text,
                [
                    .. columns.Select(i => line.Cells.ElementAtOrDefault(i)),
                    FormatStatus(outcome),
                    outcome?.UserId,
                    FormatError(outcome),
                ]
            );
            if (text.Length < ChunkCharacters)
                continue;
            yield return TakeBytes(text);
        }

        if (text.Length > 0)
            yield return TakeBytes(text);
    }

    private static string FormatStatus(RowOutcome? outcome) =>
        outcome?.Status switch
        {
            RowStatus.Created => "created",
            RowStatus.Updated => "updated",
            RowStatus.Unchanged => "unchanged",
            RowStatus.Failed => "failed",
            _ => SkippedStatus,
        };

    private static string? FormatError(RowOutcome? outcome) =>
        outcome?.Column is { } column ? $"{column}: {outcome.Detail}" : outcome?.Detail;

    private static ReadOnlyMemory<byte> TakeBytes(StringBuilder text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        text.Clear();
        return bytes;
    }
}
