using Scim.Grains.Profiles;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads;

/// <summary>Resolves the managers that rows name by userName.</summary>
/// <remarks>
/// A manager can be a user of the same file. Rows whose manager is not found are written after the rows that may create
/// the manager.
/// </remarks>
/// <param name="services">The services of uploads.</param>
/// <param name="job">The upload.</param>
/// <param name="header">The columns of the file.</param>
internal sealed class ManagerResolver(UploadServices services, UploadJob job, UploadHeader header)
{
    private const string UnknownManagerDetail =
        "No user has this userName. Enter the userName or the id of an existing user, "
        + "or place the manager's row before the rows of the users that report to the manager.";

    private readonly HashSet<string> _writtenUserNames = new(StringComparer.Ordinal);

    /// <summary>
    /// Writes rows in an order in which managers precede the users that report to them. Rows whose manager is not found
    /// fail.
    /// </summary>
    /// <param name="importRows">The rows to write.</param>
    /// <param name="write">Writes rows whose managers are resolved.</param>
    public async Task WriteManagersFirstAsync(
        IReadOnlyList<ImportRow> importRows,
        Func<IReadOnlyList<ImportRow>, Task> write
    )
    {
        // If the tenant does not support the attribute, the response to the write reports that, whatever the manager.
        if (importRows.Any(w => w.Row.Manager is not null) && !await IsManagerSupportedAsync())
        {
            foreach (ImportRow importRow in importRows)
                importRow.Row = importRow.Row with { Manager = null };
        }

        // Rows that were written before a crash are not written again.
        List<ImportRow> pending = [.. importRows.Where(w => w.Row.Manager is not null && w.Status is null)];
        ImportRow[] next = [.. importRows.Except(pending)];
        do
        {
            await write(next);
            _writtenUserNames.UnionWith(next.Where(w => w.CanProceed).Select(w => w.Row.Name));
            next = pending.Count > 0 ? await ResolveManagersAsync(pending) : [];
            pending = [.. pending.Except(next)];
        } while (next.Length > 0);

        foreach (ImportRow importRow in pending)
            importRow.Error = new RowError(header.Columns.First(UploadHeader.IsManager).Header, UnknownManagerDetail);
    }

    private async Task<bool> IsManagerSupportedAsync() =>
        await services.Policies.GetPolicyAsync(job.Tenant) is not { } policy
        || policy.Schemas.FindByName(ResourceTypeNames.User) is not { } users
        || new UnsupportedAttributeFilter(users, policy.Settings.Profile.Unsupported).IsSupported(
            $"{SchemaUrns.EnterpriseUser}:manager.value"
        );

    private async Task<ImportRow[]> ResolveManagersAsync(List<ImportRow> pending)
    {
        string[] names = [.. pending.Select(w => w.Row.Manager!).Distinct()];
        IReadOnlyList<UserMatch> users = await services.Store.MatchUsersAsync(
            job.Tenant,
            names,
            [],
            CancellationToken.None
        );
        Dictionary<string, string> ids = users.ToDictionary(u => u.Name, u => u.Id);
        if (job.DryRun)
            await AddDryRunManagersAsync(names, ids);
        ImportRow[] found = [.. pending.Where(w => ids.ContainsKey(w.Row.Manager!))];
        foreach (ImportRow importRow in found)
            importRow.Row = RowRules.WithManager(header, importRow.Row, ids[importRow.Row.Manager!]);
        return found;
    }

    // In a dry run, the managers that the file would have created are known by userName only. Any id serves as a
    // placeholder.
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
