using System.Globalization;
using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Groups;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads;

/// <summary>The groups that some rows name: finds or makes them, and changes each one's membership once for all the rows.</summary>
internal sealed class GroupWork(UploadServices services, UploadJob job, UploadHeader header, IReadOnlyList<RowWork> works)
{
    private static readonly AttributeSelection IdOnly = new() { Attributes = "id" };

    private readonly Dictionary<string, Target> _byName = new(StringComparer.Ordinal);
    private readonly List<string> _made = [];
    private readonly string? _column = header.ColumnOf(UploadColumns.Groups);

    /// <summary>Names of groups that were made, or would be.</summary>
    public IReadOnlyCollection<string> Made => _made;

    /// <summary>Finds the groups; rows that name one which may not be made fail.</summary>
    public async Task Find()
    {
        foreach (RowWork work in works)
        {
            foreach (string name in work.IsGood ? work.Row.Groups ?? [] : [])
            {
                string folded = TextFolding.FoldName(name);
                if (!_byName.TryGetValue(folded, out Target? target)) _byName[folded] = target = await Look(name, folded);
                if (target.Refusal is { } refusal) work.Fault ??= new RowFault(_column, refusal);
            }
        }
    }

    /// <summary>Puts the rows' users where they are to be.</summary>
    public async Task Write()
    {
        RowWork[] placed = [.. works.Where(w => w.IsGood && w.Row.Groups is not null)];
        if (placed.Length == 0) return;
        ILookup<string, GroupRow> present = await services.Directory.GroupsOf(
            job.Tenant, [.. placed.Where(w => w.Status != RowStatus.Created).Select(w => w.UserId).OfType<string>()], CancellationToken.None);
        var removals = new Dictionary<string, Target>(StringComparer.Ordinal);
        foreach (RowWork work in placed)
        {
            HashSet<string> direct = work.UserId is null ? [] : [.. present[work.UserId].Where(g => g.Direct).Select(g => g.Id)];
            Target[] wanted = [.. work.Row.Groups!.Select(g => _byName[TextFolding.FoldName(g)])];
            foreach (Target target in wanted.Where(t => t.Id is null || !direct.Contains(t.Id))) target.Add.Add(work);
            if (job.Mode == UploadMode.Replace)
            {
                foreach (GroupRow left in present[work.UserId ?? ""].Where(g => g.Direct && !wanted.Any(t => t.Id == g.Id)))
                {
                    if (!removals.TryGetValue(left.Id, out Target? target)) removals[left.Id] = target = new Target(left.Display ?? left.Id) { Id = left.Id };
                    target.Remove.Add(work);
                }
            }
        }

        foreach (Target target in _byName.Values.Concat(removals.Values).Where(t => t.Add.Count + t.Remove.Count > 0))
        {
            if (!job.DryRun) await Write(target);
            else if (target.Id is null) _made.Add(target.Name);
            foreach (RowWork work in target.Add.Concat(target.Remove).Where(w => w.IsGood && w.Status == RowStatus.Unchanged)) work.Status = RowStatus.Updated;
        }
    }

    private async Task<Target> Look(string name, string folded)
    {
        var target = new Target(name) { Id = await Owner(folded) };
        if (target.Id is not null) return target;
        if (!job.CreateGroups) return target with { Refusal = $"There is no group '{name}'. Make it first, or upload with createGroups=true." };
        ScimResult<ResourceReply> rehearsed = await Group(RowIds.Group(job, folded)).Create(Creation(target, Handling.Rehearse));
        return rehearsed.Error is { } error ? target with { Refusal = $"The group '{name}' cannot be made. {error.Detail}" } : target;
    }

    private async Task Write(Target target)
    {
        try
        {
            ScimError? error = target.Id is null ? await Make(target) : await Change(target);
            if (error is not null) Fail(target, error);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or OperationCanceledException)
        {
            Fail(target, ResourceErrors.NotConfirmed);
        }
    }

    private async Task<ScimError?> Make(Target target)
    {
        string folded = TextFolding.FoldName(target.Name);
        string fresh = RowIds.Group(job, folded);
        ScimResult<ResourceReply> reply = await Group(fresh).Create(Creation(target, Handling.Plain));
        if (reply.Value is { } group)
        {
            // It may have become one that was made by somebody else a moment ago.
            if (group.Id == fresh) _made.Add(target.Name);
            return null;
        }

        // Made by somebody else since it was not found.
        if (reply.Error!.Kind is not (ScimErrorKind.Uniqueness or ScimErrorKind.Conflict) || await Owner(folded) is not { } id) return reply.Error;
        target.Id = id;
        return await Change(target);
    }

    private async Task<ScimError?> Change(Target target)
    {
        var operations = new JsonArray();
        Operation("add", target.Add);
        Operation("remove", target.Remove);
        var command = new PatchResource { Caller = Caller(target), TenantSince = job.TenantSince, Body = ScimJson.ToUtf8(new JsonObject { ["Operations"] = operations }) };
        return (await Group(target.Id!).Patch(command)).Error;

        void Operation(string op, List<RowWork> of)
        {
            if (of.Count > 0) operations.Add((JsonNode)new JsonObject { ["op"] = op, ["path"] = "members", ["value"] = Members(of) });
        }
    }

    private void Fail(Target target, ScimError error)
    {
        foreach (RowWork work in target.Add.Concat(target.Remove))
        {
            if (error.Kind == ScimErrorKind.Unavailable) work.Unsure = error;
            else work.Fault ??= new RowFault(_column, $"The user was written, but his place in the group '{target.Name}' was not. {error.Detail}");
        }
    }

    private CreateResource Creation(Target target, Handling handling) => new()
    {
        Caller = Caller(target),
        Selection = IdOnly,
        Handling = handling,
        TenantSince = job.TenantSince,
        Local = true,
        Body = ScimJson.ToUtf8(new JsonObject { ["displayName"] = target.Name, ["members"] = Members(target.Add) }),
    };

    private static JsonArray Members(List<RowWork> of) => [.. of.Select(w => (JsonNode)new JsonObject { ["value"] = w.UserId })];

    // The first row that the change is for stands for all of them in the log.
    private Caller Caller(Target target)
    {
        RowWork first = target.Add.Concat(target.Remove).FirstOrDefault() ?? works[0];
        Caller caller = JobRules.Caller(job, first.Row.Number);
        return caller with { RequestId = string.Create(CultureInfo.InvariantCulture, $"{caller.RequestId}+{target.Add.Count + target.Remove.Count}") };
    }

    private Task<string?> Owner(string folded) => services.Names.Owner(job.Tenant, ResourceKinds.Group, folded, CancellationToken.None);

    private IGroupGrain Group(string id) => services.Grains.GetGrain<IGroupGrain>(new ResourceKey(job.Tenant, id).ToString());

    // A group and what happens to its members.
    private sealed record Target(string Name)
    {
        public string? Id { get; set; }

        public string? Refusal { get; init; }

        public List<RowWork> Add { get; } = [];

        public List<RowWork> Remove { get; } = [];
    }
}
