using System.Runtime.CompilerServices;
using System.Text;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Storage;
using Scim.Grains.Uploads.Csv;
using Scim.Grains.Uploads.Rows;

namespace Scim.Grains.Uploads;

/// <summary>
/// The file again with what became of each row, in pieces. Reads both as it goes, so that memory holds a piece,
/// whatever the number of rows.
/// </summary>
internal static class UploadResultWriter
{
    private const int PageSize = 500;
    private const int ChunkCharacters = 32 * 1024;
    private const string SkippedStatus = "skipped";

    /// <summary>Writes the result of a job that has ended.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> WriteResult(
        IUploadStore store,
        UploadJob job,
        UploadReader file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (file.Header is not { } header)
            yield break;
        int[] shown =
        [
            .. Enumerable
                .Range(0, header.Columns.Count)
                .Where(i => header.Columns[i] is not UploadColumn.ResultColumn),
        ];
        var text = new StringBuilder(ChunkCharacters * 2);
        CsvRowWriter.AppendRow(
            text,
            [.. shown.Select(i => header.Columns[i].Header), .. UploadColumns.ResultColumns]
        );
        IReadOnlyList<RowOutcome> outcomes = [];
        int at = 0;
        for (long row = 1; await file.ReadCsvRowAsync() is { } line; row++)
        {
            if (at == outcomes.Count && row <= job.Done)
                (outcomes, at) = (
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
            RowOutcome? outcome =
                at < outcomes.Count && outcomes[at].Row == row ? outcomes[at++] : null;
            CsvRowWriter.AppendRow(
                text,
                [
                    .. shown.Select(i => line.Cells.ElementAtOrDefault(i)),
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
