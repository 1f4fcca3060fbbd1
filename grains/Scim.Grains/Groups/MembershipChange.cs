using Scim.GrainInterfaces;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;

namespace Scim.Grains.Groups;

/// <summary>A request's edits of a membership, measured against who is in the group now: what is left to commit, or why it can't be.</summary>
/// <param name="Delta">What to commit; null when nothing changes.</param>
/// <param name="Error">Why the change is refused.</param>
/// <param name="TouchesGroups">Whether groups are among those who come or go.</param>
internal sealed record MembershipChange(MembershipDelta? Delta, ScimError? Error, bool TouchesGroups = false)
{
    private static readonly MembershipChange None = new(null, null);

    /// <summary>
    /// Folds the edits and looks up those they name: one query whatever the group's size. Members who are in already are not added again and strangers are not
    /// removed, so that a repeated request commits nothing.
    /// </summary>
    public static async Task<MembershipChange> Resolve(IMembershipStore store, ResourceKey group, bool isNew, IReadOnlyList<MemberEdit> edits, CancellationToken cancellationToken)
    {
        if (edits.Count == 0) return None;
        MemberDelta folded = MemberEdits.Fold(await ResolveFilters(store, group, edits, cancellationToken));
        if (folded.IsEmpty) return None;
        bool replace = folded.Replace && !isNew;
        string[] ids = [.. folded.Add.Select(m => m.Id), .. folded.Remove];
        IReadOnlyDictionary<string, MemberProbe> known = ids.Length == 0
            ? new Dictionary<string, MemberProbe>()
            : await store.Probe(group.Tenant, group.Id, ids, cancellationToken);

        var add = new List<MemberKey>(folded.Add.Count);
        foreach (MemberRef member in folded.Add)
        {
            if (!known.TryGetValue(member.Id, out MemberProbe probe))
                return new MembershipChange(null, new ScimError(ScimErrorKind.InvalidValue, $"members: there is no user or group with the id '{Shown(member.Id)}' in this tenant."));
            if (replace || !probe.IsMember) add.Add(new MemberKey(member.Id, probe.Kind));
        }

        string[] subgroups = [.. add.Where(m => m.Kind == ResourceKinds.Group).Select(m => m.Id)];
        if (subgroups.Contains(group.Id) || (subgroups.Length > 0 && !isNew && await store.Contains(group.Tenant, subgroups, group.Id, cancellationToken)))
            return new MembershipChange(null, ResourceErrors.MemberOfItself);

        if (replace) return add.Count > 0 || await store.Any(group.Tenant, group.Id, cancellationToken) ? Of(replace, add, [], known) : None;
        string[] remove = [.. folded.Remove.Where(id => known.TryGetValue(id, out MemberProbe probe) && probe.IsMember)];
        return add.Count + remove.Length > 0 ? Of(replace, add, remove, known) : None;
    }

    private static MembershipChange Of(bool replace, List<MemberKey> add, string[] remove, IReadOnlyDictionary<string, MemberProbe> known) => new(
        new MembershipDelta { Replace = replace, Add = add, Remove = remove },
        null,
        TouchesGroups: add.Exists(m => m.Kind == ResourceKinds.Group) || Array.Exists(remove, id => known[id].Kind == ResourceKinds.Group));

    private static async Task<IReadOnlyList<MemberEdit>> ResolveFilters(IMembershipStore store, ResourceKey group, IReadOnlyList<MemberEdit> edits, CancellationToken cancellationToken)
    {
        if (!edits.Any(e => e is MemberEdit.RemoveWhere)) return edits;
        var resolved = new List<MemberEdit>(edits.Count);
        foreach (MemberEdit edit in edits)
        {
            resolved.Add(edit is MemberEdit.RemoveWhere where
                ? new MemberEdit.Remove(await store.Matching(group.Tenant, group.Id, where.Filter, cancellationToken))
                : edit);
        }

        return resolved;
    }

    private static string Shown(string id) => id.Length <= 64 ? id : id[..64] + "...";
}
