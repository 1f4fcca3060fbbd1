using Scim.Grains.Profiles;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads;

/// <summary>
/// Finds the managers whom rows name by userName. A manager may be a user of the same file: whoever is written first is
/// found by those who wait for him.
/// </summary>
/// <param name="services">What uploads work with.</param>
/// <param name="job">The upload.</param>
/// <param name="header">Its columns.</param>
internal sealed class ManagerResolver(UploadServices services, UploadJob job, UploadHeader header)
{
    private const string UnknownManagerDetail =
        "There is no user of this userName. Give the userName or the id of a user who is there; a manager who is in the file himself comes before those whom he manages.";

    private readonly HashSet<string> _writtenUserNames = new(StringComparer.Ordinal);

    /// <summary>
    /// Has rows written in such an order that managers come before those whom they manage; rows whose manager is not
    /// found fail.
    /// </summary>
    public async Task WriteManagersFirstAsync(
        IReadOnlyList<ImportRow> works,
        Func<IReadOnlyList<ImportRow>, Task> write
    )
    {
        // Where the tenant has no use for the attribute, what it says of that is the answer, whoever is meant.
        if (works.Any(w => w.Row.Manager is not null) && !await IsManagerSupportedAsync())
        {
            foreach (ImportRow work in works)
                work.Row = work.Row with { Manager = null };
        }

        // What was written before a crash is not written again.
        List<ImportRow> waiting =
        [
            .. works.Where(w => w.Row.Manager is not null && w.Status is null),
        ];
        ImportRow[] next = [.. works.Except(waiting)];
        do
        {
            await write(next);
            _writtenUserNames.UnionWith(next.Where(w => w.CanProceed).Select(w => w.Row.Name));
            next = waiting.Count > 0 ? await ResolveManagersAsync(waiting) : [];
            waiting = [.. waiting.Except(next)];
        } while (next.Length > 0);

        foreach (ImportRow work in waiting)
            work.Error = new RowError(
                header.Columns.First(UploadHeader.IsManager).Header,
                UnknownManagerDetail
            );
    }

    private async Task<bool> IsManagerSupportedAsync() =>
        await services.Policies.GetPolicyAsync(job.Tenant) is not { } policy
        || policy.Schemas.FindByName(ResourceTypeNames.User) is not { } users
        || new UnsupportedAttributeFilter(users, policy.Settings.Profile.Unsupported).IsSupported(
            $"{SchemaUrns.EnterpriseUser}:manager.value"
        );

    private async Task<ImportRow[]> ResolveManagersAsync(List<ImportRow> waiting)
    {
        string[] names = [.. waiting.Select(w => w.Row.Manager!).Distinct()];
        IReadOnlyList<UserMatch> users = await services.Store.MatchUsersAsync(
            job.Tenant,
            names,
            [],
            CancellationToken.None
        );
        Dictionary<string, string> ids = users.ToDictionary(u => u.Name, u => u.Id);
        if (job.DryRun)
            await AddDryRunManagersAsync(names, ids);
        ImportRow[] found = [.. waiting.Where(w => ids.ContainsKey(w.Row.Manager!))];
        foreach (ImportRow work in found)
            work.Row = RowRules.WithManager(header, work.Row, ids[work.Row.Manager!]);
        return found;
    }

    // Whoever would be there by now is known by his name alone; any id will do to go on with.
    private async Task AddDryRunManagersAsync(string[] names, Dictionary<string, string> ids)
    {
        IReadOnlyDictionary<string, long> earlier = await services.Store.FindSeenKeysAsync(
            job.Tenant,
            job.Id,
            [.. names.Select(ImportBatch.FormatNameKey)],
            CancellationToken.None
        );
        foreach (
            string name in names.Where(n =>
                _writtenUserNames.Contains(n) || earlier.ContainsKey(ImportBatch.FormatNameKey(n))
            )
        )
            ids.TryAdd(name, job.Id);
    }
}
