using Scim.Protocol.Schema;

namespace Scim.Protocol.Bulk;

/// <summary>
/// Finds steps whose order decides the outcome though neither refers to the other: they change the same resource, one
/// deletes what the other mentions, they may close a circle of groups, or one may free or take the name that the other
/// gives.
/// </summary>
internal static class BulkConflictDetector
{
    /// <summary>Finds them.</summary>
    /// <param name="steps">The steps in their order.</param>
    /// <param name="mentions">What each operation says.</param>
    /// <param name="waits">Told of a step and an earlier one that it has to wait for.</param>
    public static void FindConflicts(
        BulkStep[] steps,
        BulkDependencies mentions,
        Action<int, int> waits
    )
    {
        FindResourceConflicts(steps, mentions, waits);
        foreach (
            IGrouping<ResourceType?, int> type in Enumerable
                .Range(0, steps.Length)
                .Where(s => steps[s].Error is null)
                .GroupBy(s => steps[s].Operation.Type)
        )
            FindNameConflicts(steps, mentions, [.. type], waits);
    }

    private static void FindResourceConflicts(
        BulkStep[] steps,
        BulkDependencies mentions,
        Action<int, int> waits
    )
    {
        var changes = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (int step = 0; step < steps.Length; step++)
            if (steps[step] is { Error: null, Operation.Target: { } target })
                (
                    changes.TryGetValue(target, out List<int>? list) ? list : changes[target] = []
                ).Add(step);
        foreach (List<int> chain in changes.Values)
            for (int i = 1; i < chain.Count; i++)
                waits(chain[i], chain[i - 1]);

        for (int step = 0; step < steps.Length; step++)
        {
            foreach (string id in mentions.GetOperation(steps[step].Operation.Index).ResourceIds)
            {
                if (!changes.TryGetValue(id, out List<int>? chain))
                    continue;
                foreach (int change in chain)
                    if (
                        change != step
                        && IsOrderSignificant(steps[change].Operation, steps[step].Operation)
                    )
                        waits(Math.Max(step, change), Math.Min(step, change));
            }
        }
    }

    private static bool IsOrderSignificant(BulkOperation change, BulkOperation mention) =>
        change.Method == BulkMethod.Delete
        || (IsGroup(change) && IsGroup(mention) && change.Target != mention.Target);

    private static bool IsGroup(BulkOperation operation) =>
        operation.Type?.Schema.Id == SchemaUrns.Group;

    // Creating, renaming and deleting take turns, so that a name is free, or taken, as it would be one after the other.
    private static void FindNameConflicts(
        BulkStep[] steps,
        BulkDependencies mentions,
        int[] ofType,
        Action<int, int> waits
    )
    {
        var before = new List<int>();
        var turn = new List<int>();
        BulkMethod? kind = null;
        var created = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (int step in ofType)
        {
            BulkOperation operation = steps[step].Operation;
            BulkDependencies.OperationDependencies says = mentions.GetOperation(operation.Index);
            BulkMethod its =
                operation.Method == BulkMethod.Patch ? BulkMethod.Put : operation.Method;
            if (operation.Method != BulkMethod.Delete && !says.HasUniqueValues)
                continue;
            if (its != kind)
            {
                (before, turn, kind) = (turn, before, its);
                turn.Clear();
            }

            turn.Add(step);
            foreach (int earlier in before)
                waits(step, earlier);
            if (operation.Method != BulkMethod.Post)
                continue;
            foreach (
                string name in says.Name is null
                    ? says.UniqueValues
                    : says.UniqueValues.Append(says.Name)
            )
            {
                if (created.TryGetValue(name, out int first))
                    waits(step, first);
                created[name] = step;
            }
        }
    }
}
