using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Storage;
using Scim.Grains.Uploads.Rows;

namespace Scim.Grains.Uploads;

/// <summary>
/// Some rows of an upload, carried out together: whom they mean, which groups they name, the users side by side, then each group once. Everything may be done
/// again after a crash: users that are in the change log are not written again, and whoever is in a group is not added again.
/// </summary>
internal sealed class UploadWindow(UploadServices services, UploadJob job, UploadHeader header, IReadOnlyList<UploadRow> rows)
{
    /// <summary>How many rows.</summary>
    public const int Size = 200;

    private readonly RowWork[] _works = [.. rows.Select(r => new RowWork(r))];
    private readonly Dictionary<string, long> _keys = new(StringComparer.Ordinal);

    /// <summary>The rows.</summary>
    public IReadOnlyList<RowWork> Works => _works;

    /// <summary>Names of groups that were made, or would be.</summary>
    public IReadOnlyCollection<string> NewGroups { get; private set; } = [];

    /// <summary>Carries the rows out.</summary>
    /// <param name="repeated">Whether some of them may have been carried out before.</param>
    public async Task Run(bool repeated)
    {
        if (repeated) await FindCommitted();
        await FindUsers();
        await FindRepeats();
        var groups = new GroupWork(services, job, header, _works);
        await groups.Find();
        var users = new UserWork(services, job, header);
        await new ManagerWork(services, job, header).Write([.. _works.Where(w => w.IsGood)], users.Write);
        await groups.Write();
        NewGroups = groups.Made;
    }

    /// <summary>What is to be noted with the job.</summary>
    public UploadProgress Progress() => new() { Rows = [.. _works.Select(w => w.Outcome())], Keys = _keys };

    /// <summary>Under which a row that is about a userName is remembered.</summary>
    public static string NameKey(string name) => "n:" + name;

    private async Task FindCommitted()
    {
        Dictionary<string, RowWork> byRequest = _works.ToDictionary(w => JobRules.RequestId(job, w.Row.Number));
        foreach (CommittedRow commit in await services.Store.Committed(job.Tenant, job.Sequence, byRequest.Keys, CancellationToken.None))
            (byRequest[commit.RequestId].UserId, byRequest[commit.RequestId].Status) = (commit.Id, commit.IsCreate ? RowStatus.Created : RowStatus.Updated);
    }

    private async Task FindUsers()
    {
        RowWork[] open = [.. _works.Where(w => w.IsGood && w.UserId is null)];
        if (open.Length == 0) return;
        string[] externals = [.. open.Select(w => w.Row.ExternalId).OfType<string>().Distinct()];
        IReadOnlyList<UserMatch> found = await services.Store.Match(job.Tenant, [.. open.Select(w => w.Row.Name).Distinct()], externals, CancellationToken.None);
        Dictionary<string, string> byName = found.ToDictionary(m => m.Name, m => m.Id);
        ILookup<string, string> byExternalId = found.Where(m => m.ExternalId is not null).ToLookup(m => m.ExternalId!, m => m.Id);
        foreach (RowWork work in open)
        {
            string[] linked = work.Row.ExternalId is { } externalId ? [.. byExternalId[externalId]] : [];
            if (byName.TryGetValue(work.Row.Name, out string? id)) work.UserId = id;
            else if (linked.Length == 1) work.UserId = linked[0];
            else if (linked.Length > 1) work.Fault = new RowFault(header.ColumnOf("externalId"), "Several users have this externalId, and none of them this userName.");

            // Written before, in a commit that was not answered.
            if (work.UserId == RowIds.User(job, work.Row.Number)) work.Status = RowStatus.Created;
        }
    }

    // Two rows about one user are a mistake, and which one comes to hold would be chance.
    private async Task FindRepeats()
    {
        RowWork[] named = [.. _works.Where(w => w.Row.Name.Length > 0)];
        IReadOnlyDictionary<string, long> seen = await services.Store.Seen(job.Tenant, job.Id, [.. named.SelectMany(Keys)], CancellationToken.None);
        foreach (RowWork work in named)
        {
            foreach (string key in Keys(work))
            {
                if (seen.TryGetValue(key, out long line) || _keys.TryGetValue(key, out line))
                    work.Fault ??= new RowFault(header.ColumnOf(key[0] == 'x' ? "externalId" : UploadColumns.UserName), $"The row is about the same user as the one in line {line}.");
            }

            foreach (string key in Keys(work)) _keys.TryAdd(key, work.Row.Line);
        }
    }

    private static IEnumerable<string> Keys(RowWork work)
    {
        yield return NameKey(work.Row.Name);
        if (work.Row.ExternalId is { } externalId) yield return "x:" + externalId;
        if (work.UserId is { } id) yield return "u:" + id;
    }
}
