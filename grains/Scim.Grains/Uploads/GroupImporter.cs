using System.Globalization;
using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Groups;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Errors;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads;

/// <summary>
/// The groups that some rows name: finds or makes them, and changes each one's membership once for all the rows.
/// </summary>
internal sealed class GroupImporter(
    UploadServices services,
    UploadJob job,
    UploadHeader header,
    IReadOnlyList<ImportRow> works
)
{
    private static readonly AttributeSelection IdOnly = new() { Attributes = "id" };

    private readonly Dictionary<string, TargetGroup> _groupsByName = new(StringComparer.Ordinal);
    private readonly List<string> _createdGroups = [];
    private readonly string? _column = header.FindColumn(UploadColumns.Groups);

    /// <summary>Names of groups that were made, or would be.</summary>
    public IReadOnlyCollection<string> CreatedGroups => _createdGroups;

    /// <summary>Finds the groups; rows that name one which may not be made fail.</summary>
    public async Task ResolveGroupsAsync()
    {
        foreach (ImportRow work in works)
        {
            foreach (string name in work.CanProceed ? work.Row.Groups ?? [] : [])
            {
                string folded = TextFolding.FoldName(name);
                if (!_groupsByName.TryGetValue(folded, out TargetGroup? target))
                    _groupsByName[folded] = target = await ResolveGroupAsync(name, folded);
                if (target.ErrorDetail is { } refusal)
                    work.Error ??= new RowError(_column, refusal);
            }
        }
    }

    /// <summary>Puts the rows' users where they are to be.</summary>
    public async Task WriteMembershipsAsync()
    {
        ImportRow[] placed = [.. works.Where(w => w.CanProceed && w.Row.Groups is not null)];
        if (placed.Length == 0)
            return;
        ILookup<string, GroupRow> present = await services.Directory.ReadGroupsByMemberAsync(
            job.Tenant,
            [
                .. placed
                    .Where(w => w.Status != RowStatus.Created)
                    .Select(w => w.UserId)
                    .OfType<string>(),
            ],
            CancellationToken.None
        );
        var removals = new Dictionary<string, TargetGroup>(StringComparer.Ordinal);
        foreach (ImportRow work in placed)
        {
            HashSet<string> direct = work.UserId is null
                ? []
                : [.. present[work.UserId].Where(g => g.IsDirect).Select(g => g.Id)];
            TargetGroup[] wanted =
            [
                .. work.Row.Groups!.Select(g => _groupsByName[TextFolding.FoldName(g)]),
            ];
            foreach (
                TargetGroup target in wanted.Where(t => t.Id is null || !direct.Contains(t.Id))
            )
                target.RowsToAdd.Add(work);
            if (job.Mode == UploadMode.Replace)
            {
                foreach (
                    GroupRow left in present[work.UserId ?? ""]
                        .Where(g => g.IsDirect && !wanted.Any(t => t.Id == g.Id))
                )
                {
                    if (!removals.TryGetValue(left.Id, out TargetGroup? target))
                        removals[left.Id] = target = new TargetGroup(left.Display ?? left.Id)
                        {
                            Id = left.Id,
                        };
                    target.RowsToRemove.Add(work);
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
                ImportRow work in target
                    .RowsToAdd.Concat(target.RowsToRemove)
                    .Where(w => w.CanProceed && w.Status == RowStatus.Unchanged)
            )
                work.Status = RowStatus.Updated;
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
                    $"There is no group '{name}'. Make it first, or upload with createGroups=true.",
            };
        ScimResult<ResourceReply> rehearsed = await GetGroupGrain(
                ImportIds.DeriveGroupId(job, folded)
            )
            .Create(BuildCreateCommand(target, WriteOptions.DryRun));
        return rehearsed.Error is { } error
            ? target with
            {
                ErrorDetail = $"The group '{name}' cannot be made. {error.Detail}",
            }
            : target;
    }

    private async Task WriteGroupAsync(TargetGroup target)
    {
        try
        {
            ScimError? error = target.Id is null
                ? await CreateGroupAsync(target)
                : await PatchMembersAsync(target);
            if (error is not null)
                RecordFailure(target, error);
        }
        catch (Exception e)
            when (e is OrleansException or TimeoutException or OperationCanceledException)
        {
            RecordFailure(target, ResourceErrors.OutcomeUnknown);
        }
    }

    private async Task<ScimError?> CreateGroupAsync(TargetGroup target)
    {
        string folded = TextFolding.FoldName(target.Name);
        string fresh = ImportIds.DeriveGroupId(job, folded);
        ScimResult<ResourceReply> reply = await GetGroupGrain(fresh)
            .Create(BuildCreateCommand(target, WriteOptions.None));
        if (reply.Value is { } group)
        {
            // It may have become one that was made by somebody else a moment ago.
            if (group.Id == fresh)
                _createdGroups.Add(target.Name);
            return null;
        }

        // Made by somebody else since it was not found.
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

        void AddOperation(string op, List<ImportRow> of)
        {
            if (of.Count > 0)
                operations.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["op"] = op,
                            ["path"] = "members",
                            ["value"] = ToMembersArray(of),
                        }
                );
        }
    }

    private void RecordFailure(TargetGroup target, ScimError error)
    {
        foreach (ImportRow work in target.RowsToAdd.Concat(target.RowsToRemove))
        {
            if (error.Kind == ScimErrorKind.Unavailable)
                work.UnconfirmedError = error;
            else
                work.Error ??= new RowError(
                    _column,
                    $"The user was written, but his place in the group '{target.Name}' was not. {error.Detail}"
                );
        }
    }

    private CreateResource BuildCreateCommand(TargetGroup target, WriteOptions handling) =>
        new()
        {
            Origin = CreateOrigin(target),
            Selection = IdOnly,
            WriteOptions = handling,
            TenantCreatedAt = job.TenantSince,
            IsLocal = true,
            Body = ScimJson.ToUtf8(
                new JsonObject
                {
                    ["displayName"] = target.Name,
                    ["members"] = ToMembersArray(target.RowsToAdd),
                }
            ),
        };

    private static JsonArray ToMembersArray(List<ImportRow> of) =>
        [.. of.Select(w => (JsonNode)new JsonObject { ["value"] = w.UserId })];

    // The first row that the change is for stands for all of them in the log.
    private RequestOrigin CreateOrigin(TargetGroup target)
    {
        ImportRow first = target.RowsToAdd.Concat(target.RowsToRemove).FirstOrDefault() ?? works[0];
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
        services.Names.FindOwnerAsync(
            job.Tenant,
            ResourceTypeNames.Group,
            folded,
            CancellationToken.None
        );

    private IGroupGrain GetGroupGrain(string id) =>
        services.Grains.GetGrain<IGroupGrain>(new ResourceKey(job.Tenant, id).ToString());

    // A group and what happens to its members.
    private sealed record TargetGroup(string Name)
    {
        public string? Id { get; set; }

        public string? ErrorDetail { get; init; }

        public List<ImportRow> RowsToAdd { get; } = [];

        public List<ImportRow> RowsToRemove { get; } = [];
    }
}
