using Scim.Protocol.Errors;

namespace Scim.Protocol.Bulk;

/// <summary>
/// The execution order of the operations of a bulk request (RFC 7644 section 3.7). The outcome equals that of executing
/// <see cref="Steps"/> one by one. Immutable.
/// </summary>
/// <remarks>
/// A resource is created before the operations that refer to it, regardless of their order in the request. Of two
/// operations that conflict, the first in the request runs first. All other operations may run concurrently.
/// </remarks>
public sealed class BulkPlan
{
    private BulkPlan(IReadOnlyList<BulkStep> steps, IReadOnlyList<BulkUnit> units) => (Steps, Units) = (steps, units);

    /// <summary>
    /// The operations in execution order: request order, except that referenced resources are created first.
    /// </summary>
    public IReadOnlyList<BulkStep> Steps { get; }

    /// <summary>The steps grouped into units that are executed together, in the same order.</summary>
    public IReadOnlyList<BulkUnit> Units { get; }

    /// <summary>Computes the plan of a request.</summary>
    /// <example>
    /// Execute the steps one by one. <see cref="Units"/> additionally tells which steps can run concurrently, and which
    /// ones must be rolled back together if one of them fails:
    /// <code>
    /// BulkPlan plan = BulkPlan.FromRequest(BulkRequest.Parse(body, schemas, maxOperations: 1000, JsonLimits.Default));
    /// var results = new BulkResult[plan.Steps.Count];
    ///
    /// // Assign the ids of new resources first: in a cycle, they are used before the resources exist.
    /// string[] ids = [.. plan.Steps.Select(s => s.Operation.Target ?? CreateId())];
    /// for (int i = 0; i &lt; results.Length; i++)
    /// {
    ///     BulkStep step = plan.Steps[i];
    ///     BulkOperation operation = step.Operation;
    ///     if (step.Error is { } error)
    ///     {
    ///         results[i] = new BulkResult { Operation = operation, Error = error };
    ///         continue;
    ///     }
    ///
    ///     string ResolveId(string bulkId) => ids[step.References[bulkId]];
    ///     if (BulkReferences.ParseBulkId(operation.Target) is { } target)
    ///         ids[i] = ResolveId(target);
    ///     JsonObject? data = operation.Data is null ? null : BulkReferences.ReplaceReferences(operation, ResolveId);
    ///     results[i] = step.References.Values.Any(creator => results[creator]?.Error is not null)
    ///         ? new BulkResult { Operation = operation, Error = referenceFailed }
    ///         : await ExecuteOperationAsync(operation, ids[i], data);
    /// }
    ///
    /// byte[] response = BulkResponseWriter.WriteResponse(results.OrderBy(r => r.Operation.Index));
    /// </code>
    /// </example>
    public static BulkPlan FromRequest(BulkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        BulkDependencies dependencies = BulkDependencies.FromOperations(request.Operations);
        List<int[]> components = DependencyGraph.FindStronglyConnectedComponents(
            request.Operations.Count,
            i => dependencies.GetOperation(i).CreatingOperations
        );
        int[] unitOf = new int[request.Operations.Count];
        for (int u = 0; u < components.Count; u++)
            foreach (int operation in components[u])
                unitOf[operation] = u;

        // Every component comes after the components that it refers to. Among the components that are ready, the one
        // whose first operation comes first in the request is next.
        int[] order = DependencyGraph.SortTopologically(
            components.Count,
            u =>
                components[u]
                    .SelectMany(i => dependencies.GetOperation(i).CreatingOperations)
                    .Select(c => unitOf[c])
                    .Where(c => c != u),
            u => components[u][0]
        );
        int[] stepOf = new int[request.Operations.Count];
        int[] operations = [.. order.SelectMany(u => components[u])];
        for (int step = 0; step < operations.Length; step++)
            stepOf[operations[step]] = step;

        BulkStep[] steps =
        [
            .. operations.Select(i => CreateStep(request.Operations[i], dependencies.GetOperation(i), stepOf)),
        ];
        return new BulkPlan(steps, CreateUnits(steps, [.. order.Select(u => components[u])], stepOf, dependencies));
    }

    private static BulkStep CreateStep(
        BulkOperation operation,
        BulkDependencies.OperationDependencies dependencies,
        int[] stepOf
    ) =>
        new()
        {
            Operation = operation,
            References = dependencies.References.ToDictionary(r => r.Key, r => stepOf[r.Value], StringComparer.Ordinal),
            RequiredSteps = [.. dependencies.MemberCreators.Select(c => stepOf[c])],
            CanRetryNameConflict =
                dependencies.HasUniqueValues && operation.Method is BulkMethod.Put or BulkMethod.Patch,
            Error = operation.Error ?? dependencies.Error,
        };

    private static BulkUnit[] CreateUnits(BulkStep[] steps, int[][] groups, int[] stepOf, BulkDependencies dependencies)
    {
        int[] unitOf = new int[steps.Length];
        for (int u = 0; u < groups.Length; u++)
            foreach (int operation in groups[u])
                unitOf[stepOf[operation]] = u;

        HashSet<int>[] predecessors = [.. groups.Select(_ => new HashSet<int>())];
        void AddPredecessor(int step, int earlier)
        {
            if (unitOf[earlier] < unitOf[step])
                predecessors[unitOf[step]].Add(unitOf[earlier]);
        }

        for (int step = 0; step < steps.Length; step++)
            foreach (int creator in steps[step].References.Values)
                AddPredecessor(step, creator);
        BulkConflictDetector.FindConflicts(steps, dependencies, AddPredecessor);

        var units = new BulkUnit[groups.Length];
        for (int u = 0; u < groups.Length; u++)
        {
            int[] members = [.. groups[u].Select(i => stepOf[i])];
            bool isCyclic = members.Length > 1 || steps[members[0]].References.Values.Contains(members[0]);
            units[u] = new BulkUnit(isCyclic ? ComputeLevels(steps, members) : [members], [.. predecessors[u].Order()])
            {
                IsCyclic = isCyclic,
            };
        }

        return units;
    }

    // Within a cycle only members must exist first; other references use ids that are reserved in advance. Groups that
    // contain each other can never be created.
    private static List<IReadOnlyList<int>> ComputeLevels(BulkStep[] steps, int[] cycle)
    {
        var levels = new List<IReadOnlyList<int>>();
        var remaining = cycle.ToHashSet();
        while (remaining.Count > 0)
        {
            int[] ready =
            [
                .. cycle.Where(s => remaining.Contains(s) && !steps[s].RequiredSteps.Any(remaining.Contains)),
            ];
            if (ready.Length == 0)
            {
                foreach (int step in cycle)
                    steps[step] = steps[step] with { Error = steps[step].Error ?? CyclicMembershipError };
                return [cycle];
            }

            levels.Add(ready);
            remaining.ExceptWith(ready);
        }

        return levels;
    }

    private static ScimError CyclicMembershipError { get; } =
        new(
            ScimErrorKind.Conflict, // RFC 7644 section 3.7.1
            "members: the groups in these operations contain each other. A group cannot be a member of itself, "
                + "directly or through other groups. Remove one of the memberships."
        );
}
