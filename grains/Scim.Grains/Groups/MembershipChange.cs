using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Errors;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Patching;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Grains.Groups;

/// <summary>
/// The membership edits of a request, compared with the current members: the delta to commit, or the error.
/// </summary>
/// <param name="Delta">The delta to commit; null when nothing changes.</param>
/// <param name="Error">Why the change is rejected, or null.</param>
/// <param name="AffectsNestedGroups">Whether groups are added or removed as members.</param>
internal sealed record MembershipChange(MembershipDelta? Delta, ScimError? Error, bool AffectsNestedGroups = false)
{
    private const int MaxIdsInMessage = 10;

    /// <summary>The number of members that do not exist and are left out.</summary>
    public int SkippedCount { get; init; }

    private static readonly MembershipChange None = new(null, null);

    /// <summary>
    /// Combines the edits and looks up the members that they name, with one query regardless of the size of the group.
    /// </summary>
    /// <remarks>
    /// Members that already belong to the group are not added again, and resources that are not members are not
    /// removed, so that a repeated request commits nothing.
    /// </remarks>
    /// <param name="store">The stored memberships.</param>
    /// <param name="group">The group.</param>
    /// <param name="isNew">Whether the group does not exist yet.</param>
    /// <param name="edits">The edits.</param>
    /// <param name="policy">What happens to members that do not exist.</param>
    /// <param name="cancellationToken">A token that cancels the queries.</param>
    public static async Task<MembershipChange> ResolveEditsAsync(
        IMembershipStore store,
        ResourceKey group,
        bool isNew,
        IReadOnlyList<MemberEdit> edits,
        UnknownMemberPolicy policy,
        CancellationToken cancellationToken
    )
    {
        if (edits.Count == 0)
            return None;
        MemberDelta delta = MemberEdits.FoldEdits(await ResolveFiltersAsync(store, group, edits, cancellationToken));
        if (delta.IsEmpty)
            return None;
        bool isReplacement = delta.IsReplacement && !isNew;
        string[] ids = [.. delta.Added.Select(m => m.Id), .. delta.Removed];
        IReadOnlyDictionary<string, MemberCandidate> known =
            ids.Length == 0
                ? new Dictionary<string, MemberCandidate>()
                : await store.FindCandidatesAsync(group.Tenant, group.Id, ids, cancellationToken);

        MemberRef[] unknown = [.. delta.Added.Where(m => !known.ContainsKey(m.Id))];
        if (unknown.Length > 0 && policy == UnknownMemberPolicy.Reject)
            return new MembershipChange(null, CreateUnknownMembersError(unknown));
        var add = new List<MemberKey>(delta.Added.Count);
        foreach (MemberRef member in delta.Added)
        {
            if (known.TryGetValue(member.Id, out MemberCandidate candidate) && (isReplacement || !candidate.IsMember))
                add.Add(new MemberKey(member.Id, candidate.Type));
        }

        string[] remove =
        [
            .. delta.Removed.Where(id => known.TryGetValue(id, out MemberCandidate candidate) && candidate.IsMember),
        ];
        MembershipChange change = await CheckChangeAsync(
            store,
            group,
            isNew,
            isReplacement,
            add,
            remove,
            known,
            cancellationToken
        );
        return change with { SkippedCount = unknown.Length };
    }

    private static async Task<MembershipChange> CheckChangeAsync(
        IMembershipStore store,
        ResourceKey group,
        bool isNew,
        bool isReplacement,
        List<MemberKey> add,
        string[] remove,
        IReadOnlyDictionary<string, MemberCandidate> known,
        CancellationToken cancellationToken
    )
    {
        string[] subgroups = [.. add.Where(m => m.Type == ResourceTypeNames.Group).Select(m => m.Id)];
        if (
            subgroups.Contains(group.Id)
            || (
                subgroups.Length > 0
                && !isNew
                && await store.IsNestedInAsync(group.Tenant, subgroups, group.Id, cancellationToken)
            )
        )
            return new MembershipChange(null, ResourceErrors.CircularMembership);

        if (isReplacement)
            return add.Count > 0 || await store.HasMembersAsync(group.Tenant, group.Id, cancellationToken)
                ? Create(isReplacement, add, [], known)
                : None;
        return add.Count + remove.Length > 0 ? Create(isReplacement, add, remove, known) : None;
    }

    private static MembershipChange Create(
        bool isReplacement,
        List<MemberKey> add,
        string[] remove,
        IReadOnlyDictionary<string, MemberCandidate> known
    ) =>
        new(
            new MembershipDelta
            {
                Replace = isReplacement,
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
                        await store.FindMatchingMembersAsync(group.Tenant, group.Id, where.Filter, cancellationToken)
                    )
                    : edit
            );
        }

        return resolved;
    }

    private static ScimError CreateUnknownMembersError(MemberRef[] unknown)
    {
        string ids = string.Join(", ", unknown.Take(MaxIdsInMessage).Select(m => $"'{TruncateForMessage(m.Id)}'"));
        int more = unknown.Length - MaxIdsInMessage;
        return new ScimError(
            ScimErrorKind.InvalidValue,
            $"members: no user or group with the id {ids}{(more > 0 ? $" and {more} more" : "")} exists in this tenant."
                + " Create it first or remove it from members."
        );
    }

    private static string TruncateForMessage(string id) => id.Length <= 64 ? id : id[..64] + "...";
}
