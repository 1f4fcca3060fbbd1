using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Uploads.Rows;

namespace Scim.Grains.Uploads;

/// <summary>
/// A batch of rows that is imported together: users and groups are resolved, users are written in parallel, and each
/// group is written once.
/// </summary>
/// <remarks>
/// A batch can be repeated after a crash: users whose commits are in the change log are not written again, and existing
/// members are not added again.
/// </remarks>
internal sealed class ImportBatch(
    UploadServices services,
    UploadJob job,
    UploadHeader header,
    IReadOnlyList<UploadRow> rows
)
{
    /// <summary>The number of rows in a batch.</summary>
    public const int Size = 200;

    private readonly ImportRow[] _importRows = [.. rows.Select(r => new ImportRow(r))];
    private readonly Dictionary<string, long> _keys = new(StringComparer.Ordinal);

    /// <summary>The rows of the batch.</summary>
    public IReadOnlyList<ImportRow> ImportRows => _importRows;

    /// <summary>The names of the groups that were created, or would be in a dry run.</summary>
    public IReadOnlyCollection<string> NewGroups { get; private set; } = [];

    /// <summary>Imports the rows.</summary>
    /// <param name="repeated">Whether some of the rows may have been imported before.</param>
    public async Task ImportAllAsync(bool repeated)
    {
        if (repeated)
            await FindCommittedRowsAsync();
        await FindUsersAsync();
        await FindDuplicatesAsync();
        var groups = new GroupImporter(services, job, header, _importRows);
        await groups.ResolveGroupsAsync();
        var users = new UserImporter(services, job, header);
        await new ManagerResolver(services, job, header).WriteManagersFirstAsync(
            [.. _importRows.Where(w => w.CanProceed)],
            users.WriteUsersAsync
        );
        await groups.WriteMembershipsAsync();
        NewGroups = groups.CreatedGroups;
    }

    /// <summary>Builds the progress that is stored with the job.</summary>
    public UploadProgress BuildProgress() => new() { Rows = [.. _importRows.Select(w => w.ToOutcome())], Keys = _keys };

    /// <summary>Formats the key of a row with a userName, by which duplicates are found.</summary>
    public static string FormatNameKey(string name) => "n:" + name;

    private async Task FindCommittedRowsAsync()
    {
        Dictionary<string, ImportRow> byRequest = _importRows.ToDictionary(w =>
            JobRules.FormatRequestId(job, w.Row.Number)
        );
        foreach (
            CommittedRow commit in await services.Store.ListCommittedRowsAsync(
                job.Tenant,
                job.Sequence,
                byRequest.Keys,
                CancellationToken.None
            )
        )
            (byRequest[commit.RequestId].UserId, byRequest[commit.RequestId].Status) = (
                commit.Id,
                commit.IsCreate ? RowStatus.Created : RowStatus.Updated
            );
    }

    private async Task FindUsersAsync()
    {
        ImportRow[] open = [.. _importRows.Where(w => w.CanProceed && w.UserId is null)];
        if (open.Length == 0)
            return;
        string[] externals = [.. open.Select(w => w.Row.ExternalId).OfType<string>().Distinct()];
        IReadOnlyList<UserMatch> found = await services.Store.MatchUsersAsync(
            job.Tenant,
            [.. open.Select(w => w.Row.Name).Distinct()],
            externals,
            CancellationToken.None
        );
        Dictionary<string, string> byName = found.ToDictionary(m => m.Name, m => m.Id);
        ILookup<string, string> byExternalId = found
            .Where(m => m.ExternalId is not null)
            .ToLookup(m => m.ExternalId!, m => m.Id);
        foreach (ImportRow importRow in open)
        {
            string[] linked = importRow.Row.ExternalId is { } externalId ? [.. byExternalId[externalId]] : [];
            if (byName.TryGetValue(importRow.Row.Name, out string? id))
                importRow.UserId = id;
            else if (linked.Length == 1)
                importRow.UserId = linked[0];
            else if (linked.Length > 1)
                importRow.Error = new RowError(
                    header.FindColumn("externalId"),
                    "Several users have this externalId, but none of them has this userName. "
                        + "Correct the externalId or the userName."
                );

            // Created before, in a commit whose response was not received.
            if (importRow.UserId == ImportIds.DeriveUserId(job, importRow.Row.Number))
                importRow.Status = RowStatus.Created;
        }
    }

    // Two rows for the same user are an error, because the order of their writes is undefined.
    private async Task FindDuplicatesAsync()
    {
        ImportRow[] named = [.. _importRows.Where(w => w.Row.Name.Length > 0)];
        IReadOnlyDictionary<string, long> seen = await services.Store.FindSeenKeysAsync(
            job.Tenant,
            job.Id,
            [.. named.SelectMany(GetRowKeys)],
            CancellationToken.None
        );
        foreach (ImportRow importRow in named)
        {
            foreach (string key in GetRowKeys(importRow))
            {
                if (seen.TryGetValue(key, out long line) || _keys.TryGetValue(key, out line))
                    importRow.Error ??= new RowError(
                        header.FindColumn(key[0] == 'x' ? "externalId" : UploadColumns.UserName),
                        $"The row is a duplicate: line {line} has the same user. Remove one of the two rows."
                    );
            }

            foreach (string key in GetRowKeys(importRow))
                _keys.TryAdd(key, importRow.Row.Line);
        }
    }

    private static IEnumerable<string> GetRowKeys(ImportRow importRow)
    {
        yield return FormatNameKey(importRow.Row.Name);
        if (importRow.Row.ExternalId is { } externalId)
            yield return "x:" + externalId;
        if (importRow.UserId is { } id)
            yield return "u:" + id;
    }
}
