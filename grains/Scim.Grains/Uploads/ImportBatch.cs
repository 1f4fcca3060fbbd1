using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Storage;
using Scim.Grains.Uploads.Rows;

namespace Scim.Grains.Uploads;

/// <summary>
/// Some rows of an upload, carried out together: whom they mean, which groups they name, the users side by side, then
/// each group once. Everything may be done again after a crash: users that are in the change log are not written again,
/// and whoever is in a group is not added again.
/// </summary>
internal sealed class ImportBatch(
    UploadServices services,
    UploadJob job,
    UploadHeader header,
    IReadOnlyList<UploadRow> rows
)
{
    /// <summary>How many rows.</summary>
    public const int Size = 200;

    private readonly ImportRow[] _importRows = [.. rows.Select(r => new ImportRow(r))];
    private readonly Dictionary<string, long> _keys = new(StringComparer.Ordinal);

    /// <summary>The rows.</summary>
    public IReadOnlyList<ImportRow> ImportRows => _importRows;

    /// <summary>Names of groups that were made, or would be.</summary>
    public IReadOnlyCollection<string> NewGroups { get; private set; } = [];

    /// <summary>Carries the rows out.</summary>
    /// <param name="repeated">Whether some of them may have been carried out before.</param>
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

    /// <summary>What is to be noted with the job.</summary>
    public UploadProgress BuildProgress() =>
        new() { Rows = [.. _importRows.Select(w => w.ToOutcome())], Keys = _keys };

    /// <summary>Under which a row that is about a userName is remembered.</summary>
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
        foreach (ImportRow work in open)
        {
            string[] linked = work.Row.ExternalId is { } externalId
                ? [.. byExternalId[externalId]]
                : [];
            if (byName.TryGetValue(work.Row.Name, out string? id))
                work.UserId = id;
            else if (linked.Length == 1)
                work.UserId = linked[0];
            else if (linked.Length > 1)
                work.Error = new RowError(
                    header.FindColumn("externalId"),
                    "Several users have this externalId, and none of them this userName."
                );

            // Written before, in a commit that was not answered.
            if (work.UserId == ImportIds.DeriveUserId(job, work.Row.Number))
                work.Status = RowStatus.Created;
        }
    }

    // Two rows about one user are a mistake, and which one comes to hold would be chance.
    private async Task FindDuplicatesAsync()
    {
        ImportRow[] named = [.. _importRows.Where(w => w.Row.Name.Length > 0)];
        IReadOnlyDictionary<string, long> seen = await services.Store.FindSeenKeysAsync(
            job.Tenant,
            job.Id,
            [.. named.SelectMany(GetRowKeys)],
            CancellationToken.None
        );
        foreach (ImportRow work in named)
        {
            foreach (string key in GetRowKeys(work))
            {
                if (seen.TryGetValue(key, out long line) || _keys.TryGetValue(key, out line))
                    work.Error ??= new RowError(
                        header.FindColumn(key[0] == 'x' ? "externalId" : UploadColumns.UserName),
                        $"The row is about the same user as the one in line {line}."
                    );
            }

            foreach (string key in GetRowKeys(work))
                _keys.TryAdd(key, work.Row.Line);
        }
    }

    private static IEnumerable<string> GetRowKeys(ImportRow work)
    {
        yield return FormatNameKey(work.Row.Name);
        if (work.Row.ExternalId is { } externalId)
            yield return "x:" + externalId;
        if (work.UserId is { } id)
            yield return "u:" + id;
    }
}
