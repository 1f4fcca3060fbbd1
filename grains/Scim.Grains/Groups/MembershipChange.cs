using Scim.GrainInterfaces;
using Scim.Grains.Errors;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Resources;

namespace Scim.Grains.Groups;

/// <summary>
/// A request's edits of a membership, measured against who is in the group now: what is left to commit, or why it can't
/// be.
/// </summary>
/// <param name="Delta">What to commit; null when nothing changes.</param>
/// <param name="Error">Why the change is refused.</param>
/// <param name="AffectsNestedGroups">Whether groups are among those who come or go.</param>
internal sealed record MembershipChange(
    MembershipDelta? Delta,
    ScimError? Error,
    bool AffectsNestedGroups = false
)
{
    private static readonly MembershipChange None = new(null, null);

    /// <summary>
    /// Folds the edits and looks up those they name: one query whatever the group's size. Members who are in already
    /// are not added again and strangers are not removed, so that a repeated request commits nothing.
    /// </summary>
    public static async Task<MembershipChange> ResolveEditsAsync(
        IMembershipStore store,
        ResourceKey group,
        bool isNew,
        IReadOnlyList<MemberEdit> edits,
        CancellationToken cancellationToken
    )
    {
        if (edits.Count == 0)
            return None;
        MemberDelta folded = MemberEdits.FoldEdits(
            await ResolveFiltersAsync(store, group, edits, cancellationToken)
        );
        if (folded.IsEmpty)
            return None;
        bool replace = folded.IsReplacement && !isNew;
        string[] ids = [.. folded.Added.Select(m => m.Id), .. folded.Removed];
        IReadOnlyDictionary<string, MemberCandidate> known =
            ids.Length == 0
                ? new Dictionary<string, MemberCandidate>()
                : await store.FindCandidatesAsync(group.Tenant, group.Id, ids, cancellationToken);

        var add = new List<MemberKey>(folded.Added.Count);
        foreach (MemberRef member in folded.Added)
        {
            if (!known.TryGetValue(member.Id, out MemberCandidate probe))
                return new MembershipChange(
                    null,
                    new ScimError(
                        ScimErrorKind.InvalidValue,
                        $"members: there is no user or group with the id '{TruncateForMessage(member.Id)}' in this tenant."
                    )
                );
            if (replace || !probe.IsMember)
                add.Add(new MemberKey(member.Id, probe.Type));
        }

        string[] subgroups =
        [
            .. add.Where(m => m.Type == ResourceTypeNames.Group).Select(m => m.Id),
        ];
        if (
            subgroups.Contains(group.Id)
            || (
                subgroups.Length > 0
                && !isNew
                && await store.IsNestedInAsync(group.Tenant, subgroups, group.Id, cancellationToken)
            )
        )
            return new MembershipChange(null, ResourceErrors.CircularMembership);

        if (replace)
            return
                add.Count > 0
                || await store.HasMembersAsync(group.Tenant, group.Id, cancellationToken)
                ? Create(replace, add, [], known)
                : None;
        string[] remove =
        [
            .. folded.Removed.Where(id =>
                known.TryGetValue(id, out MemberCandidate probe) && probe.IsMember
            ),
        ];
        return add.Count + remove.Length > 0 ? Create(replace, add, remove, known) : None;
    }

    private static MembershipChange Create(
        bool replace,
        List<MemberKey> add,
        string[] remove,
        IReadOnlyDictionary<string, MemberCandidate> known
    ) =>
        new(
            new MembershipDelta
            {
                Replace = replace,
                Add = add,
                Remove = remove,
            },
            null,
            AffectsNestedGroups: add.Exists(m => m.Type == ResourceTypeNames.Group)
                || Array.Exists(remove, id => known[id].Type == ResourceTypeNames.Group)
        );

    private static async Task<IReadOnlyList<MemberEdit>> ResolveFiltersAsync(
        IMembershipStore store,
        ResourceKey group,
        IReadOnlyList<MemberEdit> edits,
        CancellationToken cancellationToken
    )
    {
        if (!edits.Any(e => e is MemberEdit.RemoveWhere))
            return edits;
        var resolved = new List<MemberEdit>(edits.Count);
        foreach (MemberEdit edit in edits)
        {
            resolved.Add(
                edit is MemberEdit.RemoveWhere where
                    ? new MemberEdit.Remove(
                        await store.FindMatchingMembersAsync(
                            group.Tenant,
                            group.Id,
                            where.Filter,
                            cancellationToken
                        )
                    )
                    : edit
            );
        }

        return resolved;
    }

    private static string TruncateForMessage(string id) => id.Length <= 64 ? id : id[..64] + "...";
}
