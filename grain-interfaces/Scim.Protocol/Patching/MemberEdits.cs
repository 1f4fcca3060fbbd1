using System.Text.Json.Nodes;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Patching;

/// <summary>Folds the member edits of a request into one change. Pure, thread-safe.</summary>
public static class MemberEdits
{
    /// <summary>
    /// The filters whose matches among the <em>present</em> members the caller must look up before it folds, each once.
    /// Empty for nearly every request: no identity provider selects members by anything but their id.
    /// </summary>
    public static IReadOnlyList<Filter> GetUnresolvedFilters(IReadOnlyList<MemberEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        if (FindLastReplace(edits) >= 0)
            return []; // the present members all go anyway
        return [.. edits.OfType<MemberEdit.RemoveWhere>().Select(e => e.Filter).Distinct()];
    }

    /// <summary>
    /// Folds <paramref name="edits"/> in their order: a later edit wins over an earlier one. The result depends on
    /// nothing but the edits, so it may remove somebody who is no member or add somebody who is one; both mean no
    /// change for that member.
    /// </summary>
    /// <param name="edits">The edits.</param>
    /// <param name="resolve">
    /// For each filter of <see cref="GetUnresolvedFilters"/> the ids of the present members that match it. May be null
    /// when there are none.
    /// </param>
    /// <exception cref="ArgumentException">A filter needs to be resolved and <paramref name="resolve"/> is
    /// null.</exception>
    public static MemberDelta FoldEdits(
        IReadOnlyList<MemberEdit> edits,
        Func<Filter, IReadOnlyList<string>>? resolve = null
    )
    {
        ArgumentNullException.ThrowIfNull(edits);
        int replaced = FindLastReplace(edits); // nothing before it matters
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
                            "The edits hold a filter that must be resolved first.",
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

    // Dictionaries with a running number: order is kept, and taking out is not a search.
    private sealed class PendingDelta(bool replace)
    {
        private readonly Dictionary<string, (int Order, MemberRef Member)> _add = new(
            StringComparer.Ordinal
        );
        private readonly Dictionary<string, int> _remove = new(StringComparer.Ordinal);
        private int _order;

        public void Add(IReadOnlyList<MemberRef> members)
        {
            foreach (MemberRef member in members)
            {
                _remove.Remove(member.Id);
                if (_add.TryGetValue(member.Id, out (int Order, MemberRef Member) known))
                    _add[member.Id] = (
                        known.Order,
                        known.Member with
                        {
                            Type = member.Type ?? known.Member.Type,
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
