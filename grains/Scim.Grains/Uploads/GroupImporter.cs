using System.Globalization;
using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Errors;
using Scim.Grains.Storage;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads;

/// <summary>
/// Finds or creates the groups that a batch of rows names, and writes the membership of each group once for all rows.
/// </summary>
internal sealed class GroupImporter(
    UploadServices services,
    UploadJob job,
    UploadHeader header,
    IReadOnlyList<ImportRow> importRows
)
{
    private static readonly AttributeSelection IdOnly = new() { Attributes = "id" };

    private readonly Dictionary<string, TargetGroup> _groupsByName = new(StringComparer.Ordinal);
    private readonly List<string> _createdGroups = [];
    private readonly string? _column = header.FindColumn(UploadColumns.Groups);

    /// <summary>The names of the groups that were created, or would be in a dry run.</summary>
    public IReadOnlyCollection<string> CreatedGroups => _createdGroups;

    /// <summary>Finds the groups. Rows that name a group which cannot be used or created fail.</summary>
    public async Task ResolveGroupsAsync()
    {
        foreach (ImportRow importRow in importRows)
        {
            foreach (string name in importRow.CanProceed ? importRow.Row.Groups ?? [] : [])
            {
                string folded = TextFolding.FoldName(name);
                if (!_groupsByName.TryGetValue(folded, out TargetGroup? target))
                    _groupsByName[folded] = target = await ResolveGroupAsync(name, folded);
                if (target.ErrorDetail is { } refusal)
                    importRow.Error ??= new RowError(_column, refusal);
            }
        }
    }

    /// <summary>
    /// Adds the users of the rows to their groups and, in mode <see cref="UploadMode.Replace"/>, removes them from
    /// other groups.
    /// </summary>
    public async Task WriteMembershipsAsync()
    {
        ImportRow[] rowsWithGroups = [.. importRows.Where(w => w.CanProceed && w.Row.Groups is not null)];
        if (rowsWithGroups.Length == 0)
            return;
        ILookup<string, GroupRow> present = await services.Directory.ReadGroupsByMemberAsync(
            job.Tenant,
            [.. rowsWithGroups.Where(w => w.Status != RowStatus.Created).Select(w => w.UserId).OfType<string>()],
            CancellationToken.None
        );
        var removals = new Dictionary<string, TargetGroup>(StringComparer.Ordinal);
        foreach (ImportRow importRow in rowsWithGroups)
        {
            HashSet<string> direct = importRow.UserId is null
                ? []
                : [.. present[importRow.UserId].Where(g => g.IsDirect).Select(g => g.Id)];
            TargetGroup[] wanted = [.. importRow.Row.Groups!.Select(g => _groupsByName[TextFolding.FoldName(g)])];
            foreach (TargetGroup target in wanted.Where(t => t.Id is null || !direct.Contains(t.Id)))
                target.RowsToAdd.Add(importRow);
            if (job.Mode == UploadMode.Replace)
            {
                foreach (
                    GroupRow obsolete in present[importRow.UserId ?? ""]
                        .Where(g => g.IsDirect && !wanted.Any(t => t.Id == g.Id))
                )
                {
                    if (!removals.TryGetValue(obsolete.Id, out TargetGroup? target))
                        removals[obsolete.Id] = target = new TargetGroup(obsolete.Display ?? obsolete.Id)
                        {
                            Id = obsolete.Id,
                        };
                    target.RowsToRemove.Add(importRow);
                }
            }
        }

        foreach (
            TargetGroup target in _groupsByName
                .Values.Concat(removals.Values)
                .Where(t => t.RowsToAdd.Count + t.RowsToRemove.Count > 0)
        )
        {
            if (!job.DryRun)
                await WriteGroupAsync(target);
            else if (target.Id is null)
                _createdGroups.Add(target.Name);
            foreach (
                ImportRow importRow in target
                    .RowsToAdd.Concat(target.RowsToRemove)
                    .Where(w => w.CanProceed && w.Status == RowStatus.Unchanged)
            )
                importRow.Status = RowStatus.Updated;
        }
    }

    private async Task<TargetGroup> ResolveGroupAsync(string name, string folded)
    {
        var target = new TargetGroup(name) { Id = await FindGroupIdAsync(folded) };
        if (target.Id is not null)
            return target;
        if (!job.CreateGroups)
            return target with
            {
                ErrorDetail =
                    $"The group '{name}' does not exist. "
                    + "Create the group first, or upload with createGroups=true.",
            };
        ScimResult<ResourceReply> dryRun = await GetGroupGrain(ImportIds.DeriveGroupId(job, folded))
            .Create(BuildCreateCommand(target, WriteOptions.DryRun));
        return dryRun.Error is { } error
            ? target with
            {
                ErrorDetail = $"The group '{name}' cannot be created. {error.Detail}",
            }
            : target;
    }

    private async Task WriteGroupAsync(TargetGroup target)
    {
        try
        {
            ScimError? error = target.Id is null ? await CreateGroupAsync(target) : await PatchMembersAsync(target);
            if (error is not null)
                RecordFailure(target, error);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or OperationCanceledException)
        {
            RecordFailure(target, ResourceErrors.OutcomeUnknown);
        }
    }

    private async Task<ScimError?> CreateGroupAsync(TargetGroup target)
    {
        string folded = TextFolding.FoldName(target.Name);
        string newId = ImportIds.DeriveGroupId(job, folded);
        ScimResult<ResourceReply> reply = await GetGroupGrain(newId)
            .Create(BuildCreateCommand(target, WriteOptions.None));
        if (reply.Value is { } group)
        {
            // The POST may have been merged into a group that was created in the meantime.
            if (group.Id == newId)
                _createdGroups.Add(target.Name);
            return null;
        }

        // Created by another request after the lookup.
        if (
            reply.Error!.Kind is not (ScimErrorKind.Uniqueness or ScimErrorKind.Conflict)
            || await FindGroupIdAsync(folded) is not { } id
        )
            return reply.Error;
        target.Id = id;
        return await PatchMembersAsync(target);
    }

    private async Task<ScimError?> PatchMembersAsync(TargetGroup target)
    {
        var operations = new JsonArray();
        AddOperation("add", target.RowsToAdd);
        AddOperation("remove", target.RowsToRemove);
        var command = new PatchResource
        {
            Origin = CreateOrigin(target),
            TenantCreatedAt = job.TenantSince,
            Body = ScimJson.ToUtf8(new JsonObject { ["Operations"] = operations }),
        };
        return (await GetGroupGrain(target.Id!).Patch(command)).Error;

        void AddOperation(string op, List<ImportRow> rows)
        {
            if (rows.Count > 0)
                operations.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["op"] = op,
                            ["path"] = "members",
                            ["value"] = ToMembersArray(rows),
                        }
                );
        }
    }

    private void RecordFailure(TargetGroup target, ScimError error)
    {
        foreach (ImportRow importRow in target.RowsToAdd.Concat(target.RowsToRemove))
        {
            if (error.Kind == ScimErrorKind.Unavailable)
                importRow.UnconfirmedError = error;
            else
                importRow.Error ??= new RowError(
                    _column,
                    $"The user was written, but the membership in the group '{target.Name}' was not. {error.Detail}"
                );
        }
    }

    private CreateResource BuildCreateCommand(TargetGroup target, WriteOptions writeOptions) =>
        new()
        {
            Origin = CreateOrigin(target),
            Selection = IdOnly,
            WriteOptions = writeOptions,
            TenantCreatedAt = job.TenantSince,
            IsLocal = true,
            Body = ScimJson.ToUtf8(
                new JsonObject { ["displayName"] = target.Name, ["members"] = ToMembersArray(target.RowsToAdd) }
            ),
        };

    private static JsonArray ToMembersArray(List<ImportRow> rows) =>
        [.. rows.Select(w => (JsonNode)new JsonObject { ["value"] = w.UserId })];

    // The change is logged under the first of the rows that caused it.
    private RequestOrigin CreateOrigin(TargetGroup target)
    {
        ImportRow first = target.RowsToAdd.Concat(target.RowsToRemove).FirstOrDefault() ?? importRows[0];
        RequestOrigin caller = JobRules.CreateOrigin(job, first.Row.Number);
        return caller with
        {
            RequestId = string.Create(
                CultureInfo.InvariantCulture,
                $"{caller.RequestId}+{target.RowsToAdd.Count + target.RowsToRemove.Count}"
            ),
        };
    }

    private Task<string?> FindGroupIdAsync(string folded) =>
        services.Names.FindOwnerAsync(job.Tenant, ResourceTypeNames.Group, folded, CancellationToken.None);

    private IGroupGrain GetGroupGrain(string id) =>
        services.Grains.GetGrain<IGroupGrain>(new ResourceKey(job.Tenant, id).ToString());

    // A group and the changes to its members.
    private sealed record TargetGroup(string Name)
    {
        public string? Id { get; set; }

        public string? ErrorDetail { get; init; }

        public List<ImportRow> RowsToAdd { get; } = [];

        public List<ImportRow> RowsToRemove { get; } = [];
    }
}
