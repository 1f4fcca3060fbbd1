using Scim.Protocol.Schema;

namespace Scim.Protocol.Bulk;

/// <summary>
/// Finds pairs of steps whose order affects the outcome although neither refers to the other.
/// </summary>
/// <remarks>
/// Two steps conflict if they change the same resource, if one deletes a resource that the other mentions, if together
/// they could make groups contain each other, or if one may release or take a name or unique value that the other
/// assigns.
/// </remarks>
internal static class BulkConflictDetector
{
    /// <summary>Finds all conflicting pairs.</summary>
    /// <param name="steps">The steps, in plan order.</param>
    /// <param name="dependencies">What each operation refers to and assigns.</param>
    /// <param name="addPredecessor">Called with a step and an earlier step that must finish before it.</param>
    public static void FindConflicts(BulkStep[] steps, BulkDependencies dependencies, Action<int, int> addPredecessor)
    {
        FindResourceConflicts(steps, dependencies, addPredecessor);
        foreach (
            IGrouping<ResourceType?, int> type in Enumerable
                .Range(0, steps.Length)
                .Where(s => steps[s].Error is null)
                .GroupBy(s => steps[s].Operation.Type)
        )
            FindNameConflicts(steps, dependencies, [.. type], addPredecessor);
    }

    private static void FindResourceConflicts(
        BulkStep[] steps,
        BulkDependencies dependencies,
        Action<int, int> addPredecessor
    )
    {
        var changes = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (int step = 0; step < steps.Length; step++)
            if (steps[step] is { Error: null, Operation.Target: { } target })
                (changes.TryGetValue(target, out List<int>? list) ? list : changes[target] = []).Add(step);
        foreach (List<int> chain in changes.Values)
            for (int i = 1; i < chain.Count; i++)
                addPredecessor(chain[i], chain[i - 1]);

        for (int step = 0; step < steps.Length; step++)
        {
            foreach (string id in dependencies.GetOperation(steps[step].Operation.Index).ResourceIds)
            {
                if (!changes.TryGetValue(id, out List<int>? chain))
                    continue;
                foreach (int change in chain)
                    if (change != step && IsOrderSignificant(steps[change].Operation, steps[step].Operation))
                        addPredecessor(Math.Max(step, change), Math.Min(step, change));
            }
        }
    }

    private static bool IsOrderSignificant(BulkOperation change, BulkOperation reference) =>
        change.Method == BulkMethod.Delete
        || (IsGroup(change) && IsGroup(reference) && change.Target != reference.Target);

    private static bool IsGroup(BulkOperation operation) => operation.Type?.Schema.Id == SchemaUrns.Group;

    // Creates, updates and deletes are ordered in runs of the same method, so a name is free or taken exactly as it
    // would be if the operations ran one by one.
    private static void FindNameConflicts(
        BulkStep[] steps,
        BulkDependencies dependencies,
        int[] ofType,
        Action<int, int> addPredecessor
    )
    {
        var previousRun = new List<int>();
        var currentRun = new List<int>();
        BulkMethod? currentMethod = null;
        var created = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (int step in ofType)
        {
            BulkOperation operation = steps[step].Operation;
            BulkDependencies.OperationDependencies operationDependencies = dependencies.GetOperation(operation.Index);
            BulkMethod method = operation.Method == BulkMethod.Patch ? BulkMethod.Put : operation.Method;
            if (operation.Method != BulkMethod.Delete && !operationDependencies.HasUniqueValues)
                continue;
            if (method != currentMethod)
            {
                (previousRun, currentRun, currentMethod) = (currentRun, previousRun, method);
                currentRun.Clear();
            }

            currentRun.Add(step);
            foreach (int earlier in previousRun)
                addPredecessor(step, earlier);
            if (operation.Method != BulkMethod.Post)
                continue;
            foreach (
                string name in operationDependencies.Name is null
                    ? operationDependencies.UniqueValues
                    : operationDependencies.UniqueValues.Append(operationDependencies.Name)
            )
            {
                if (created.TryGetValue(name, out int first))
                    addPredecessor(step, first);
                created[name] = step;
            }
        }
    }
}
