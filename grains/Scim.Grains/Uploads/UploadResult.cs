using System.Runtime.CompilerServices;
using System.Text;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Storage;
using Scim.Grains.Uploads.Csv;
using Scim.Grains.Uploads.Rows;

namespace Scim.Grains.Uploads;

/// <summary>The file again with what became of each row, in pieces. Reads both as it goes, so that memory holds a piece, whatever the number of rows.</summary>
internal static class UploadResult
{
    private const int Page = 500;
    private const int PieceCharacters = 32 * 1024;
    private const string NotReached = "skipped";

    /// <summary>Writes the result of a job that has ended.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> Write(
        IUploadStore store, UploadJob job, UploadReader file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (file.Header is not { } header) yield break;
        int[] shown = [.. Enumerable.Range(0, header.Columns.Count).Where(i => header.Columns[i] is not UploadColumn.Ignored)];
        var text = new StringBuilder(PieceCharacters * 2);
        CsvText.Row(text, [.. shown.Select(i => header.Columns[i].Header), .. UploadColumns.OfResults]);
        IReadOnlyList<RowOutcome> outcomes = [];
        int at = 0;
        for (long row = 1; await file.Next() is { } line; row++)
        {
            if (at == outcomes.Count && row <= job.Done) (outcomes, at) = (await store.Outcomes(job.Tenant, job.Id, row - 1, Page, failedOnly: false, cancellationToken), 0);
            RowOutcome? outcome = at < outcomes.Count && outcomes[at].Row == row ? outcomes[at++] : null;
            CsvText.Row(text, [.. shown.Select(i => line.Cells.ElementAtOrDefault(i)), Status(outcome), outcome?.UserId, Error(outcome)]);
            if (text.Length < PieceCharacters) continue;
            yield return Taken(text);
        }

        if (text.Length > 0) yield return Taken(text);
    }

    private static string Status(RowOutcome? outcome) => outcome?.Status switch
    {
        RowStatus.Created => "created",
        RowStatus.Updated => "updated",
        RowStatus.Unchanged => "unchanged",
        RowStatus.Failed => "failed",
        _ => NotReached,
    };

    private static string? Error(RowOutcome? outcome) => outcome?.Column is { } column ? $"{column}: {outcome.Detail}" : outcome?.Detail;

    private static ReadOnlyMemory<byte> Taken(StringBuilder text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        text.Clear();
        return bytes;
    }
}
