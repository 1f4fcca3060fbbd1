using System.Text.Json.Nodes;
using Scim.Protocol.Filters;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Patching;

/// <summary>Combines the member edits of a request into one delta. Pure and thread-safe.</summary>
public static class MemberEdits
{
    /// <summary>
    /// Returns the distinct filters whose matches among the <em>current</em> members the caller must look up before
    /// calling <see cref="FoldEdits"/>. Empty for almost every request: identity providers select members by id only.
    /// </summary>
    public static IReadOnlyList<Filter> GetUnresolvedFilters(IReadOnlyList<MemberEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        if (FindLastReplace(edits) >= 0)
            return []; // All current members are removed anyway.
        return [.. edits.OfType<MemberEdit.RemoveWhere>().Select(e => e.Filter).Distinct()];
    }

    /// <summary>
    /// Combines <paramref name="edits"/> in order; a later edit overrides an earlier one.
    /// </summary>
    /// <remarks>
    /// The result depends on the edits only, so it may remove an id that is not a member or add one that already is.
    /// Neither changes anything for that member.
    /// </remarks>
    /// <param name="edits">The edits.</param>
    /// <param name="resolve">
    /// Returns the ids of the current members that match a filter of <see cref="GetUnresolvedFilters"/>. May be null if
    /// there are no such filters.
    /// </param>
    /// <exception cref="ArgumentException">A filter must be resolved, but <paramref name="resolve"/> is
    /// null.</exception>
    /// <example>
    /// Look up the members that match a filter, such as <c>members[type eq "Group"]</c>, before combining the edits of
    /// a PATCH:
    /// <code>
    /// Dictionary&lt;Filter, IReadOnlyList&lt;string>> matches = [];
    /// foreach (Filter filter in MemberEdits.GetUnresolvedFilters(outcome.MemberEdits))
    ///     matches[filter] = await FindMemberIdsAsync(groupId, filter);
    ///
    /// MemberDelta delta = MemberEdits.FoldEdits(outcome.MemberEdits, filter => matches[filter]);
    /// </code>
    /// </example>
    public static MemberDelta FoldEdits(
        IReadOnlyList<MemberEdit> edits,
        Func<Filter, IReadOnlyList<string>>? resolve = null
    )
    {
        ArgumentNullException.ThrowIfNull(edits);
        int replaced = FindLastReplace(edits); // Edits before it have no effect.
        PendingDelta pending = new(replaced >= 0);
        foreach (MemberEdit edit in edits.Skip(Math.Max(replaced, 0)))
        {
            switch (edit)
            {
                case MemberEdit.Add(var members):
                    pending.Add(members);
                    break;
                case MemberEdit.Remove(var ids):
                    pending.Remove(ids);
                    break;
                case MemberEdit.RemoveWhere(var filter):
                    pending.RemoveAdded(m => FilterEvaluator.IsElementMatch(filter, ToElement(m)));
                    if (replaced >= 0)
                        break;
                    if (resolve is null)
                        throw new ArgumentException(
                            "The edits contain a filter that must be resolved first.",
                            nameof(resolve)
                        );
                    pending.Remove(resolve(filter));
                    break;
                case MemberEdit.ReplaceAll(var members):
                    pending.Add(members);
                    break;
            }
        }

        return pending.ToDelta();
    }

    private static int FindLastReplace(IReadOnlyList<MemberEdit> edits)
    {
        for (int i = edits.Count - 1; i >= 0; i--)
            if (edits[i] is MemberEdit.ReplaceAll)
                return i;
        return -1;
    }

    private static JsonObject ToElement(MemberRef member)
    {
        JsonObject element = new() { ["value"] = member.Id };
        if (member.Type is { } type)
            element["type"] = type;
        return element;
    }

    // Dictionaries with a sequence number keep the order and make removal O(1).
    private sealed class PendingDelta(bool replace)
    {
        private readonly Dictionary<string, (int Order, MemberRef Member)> _add = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _remove = new(StringComparer.Ordinal);
        private int _order;

        public void Add(IReadOnlyList<MemberRef> members)
        {
            foreach (MemberRef member in members)
            {
                _remove.Remove(member.Id);
                if (_add.TryGetValue(member.Id, out (int Order, MemberRef Member) existing))
                    _add[member.Id] = (
                        existing.Order,
                        existing.Member with
                        {
                            Type = member.Type ?? existing.Member.Type,
                        }
                    );
                else
                    _add.Add(member.Id, (_order++, member));
            }
        }

        public void Remove(IReadOnlyList<string> ids)
        {
            foreach (string id in ids)
            {
                _add.Remove(id);
                if (!replace)
                    _remove.TryAdd(id, _order++);
            }
        }

        public void RemoveAdded(Func<MemberRef, bool> matches) =>
            Remove([.. _add.Values.Select(a => a.Member).Where(matches).Select(m => m.Id)]);

        public MemberDelta ToDelta() =>
            new(
                replace,
                [.. _add.Values.OrderBy(a => a.Order).Select(a => a.Member)],
                [.. _remove.OrderBy(r => r.Value).Select(r => r.Key)]
            );
    }
}
