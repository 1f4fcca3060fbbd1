using Scim.Protocol.Errors;

namespace Scim.Protocol.Bulk;

/// <summary>
/// The order of a bulk request's operations (RFC 7644 section 3.7): what one refers to is created before it, wherever
/// it stands in the request; of two that touch the same thing the first comes first; everything else may happen at the
/// same time. The outcome is that of carrying out <see cref="Steps"/> one by one. Immutable.
/// </summary>
public sealed class BulkPlan
{
    private BulkPlan(IReadOnlyList<BulkStep> steps, IReadOnlyList<BulkUnit> units) =>
        (Steps, Units) = (steps, units);

    /// <summary>
    /// The operations, ordered: as in the request, but for those that something before them refers to.
    /// </summary>
    public IReadOnlyList<BulkStep> Steps { get; }

    /// <summary>The steps by what belongs together, ordered likewise.</summary>
    public IReadOnlyList<BulkUnit> Units { get; }

    /// <summary>Plans a request.</summary>
    public static BulkPlan FromRequest(BulkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        BulkDependencies mentions = BulkDependencies.FromOperations(request.Operations);
        List<int[]> circles = DependencyGraph.FindStronglyConnectedComponents(
            request.Operations.Count,
            i => mentions.GetOperation(i).CreatingOperations
        );
        int[] unitOf = new int[request.Operations.Count];
        for (int u = 0; u < circles.Count; u++)
            foreach (int operation in circles[u])
                unitOf[operation] = u;

        // Circles come out with what they refer to before them. Among those that are ready, the one that begins first
        // in the request goes first.
        int[] order = DependencyGraph.SortTopologically(
            circles.Count,
            u =>
                circles[u]
                    .SelectMany(i => mentions.GetOperation(i).CreatingOperations)
                    .Select(c => unitOf[c])
                    .Where(c => c != u),
            u => circles[u][0]
        );
        int[] stepOf = new int[request.Operations.Count];
        int[] operations = [.. order.SelectMany(u => circles[u])];
        for (int step = 0; step < operations.Length; step++)
            stepOf[operations[step]] = step;

        BulkStep[] steps =
        [
            .. operations.Select(i =>
                CreateStep(request.Operations[i], mentions.GetOperation(i), stepOf)
            ),
        ];
        return new BulkPlan(
            steps,
            CreateUnits(steps, [.. order.Select(u => circles[u])], stepOf, mentions)
        );
    }

    private static BulkStep CreateStep(
        BulkOperation operation,
        BulkDependencies.OperationDependencies mentions,
        int[] stepOf
    ) =>
        new()
        {
            Operation = operation,
            References = mentions.References.ToDictionary(
                r => r.Key,
                r => stepOf[r.Value],
                StringComparer.Ordinal
            ),
            RequiredSteps = [.. mentions.MemberCreators.Select(c => stepOf[c])],
            CanRetryNameConflict =
                mentions.HasUniqueValues && operation.Method is BulkMethod.Put or BulkMethod.Patch,
            Error = operation.Error ?? mentions.Error,
        };

    private static BulkUnit[] CreateUnits(
        BulkStep[] steps,
        int[][] groups,
        int[] stepOf,
        BulkDependencies mentions
    )
    {
        int[] unitOf = new int[steps.Length];
        for (int u = 0; u < groups.Length; u++)
            foreach (int operation in groups[u])
                unitOf[stepOf[operation]] = u;

        HashSet<int>[] after = [.. groups.Select(_ => new HashSet<int>())];
        void AddPredecessor(int step, int earlier)
        {
            if (unitOf[earlier] < unitOf[step])
                after[unitOf[step]].Add(unitOf[earlier]);
        }

        for (int step = 0; step < steps.Length; step++)
            foreach (int creator in steps[step].References.Values)
                AddPredecessor(step, creator);
        BulkConflictDetector.FindConflicts(steps, mentions, AddPredecessor);

        var units = new BulkUnit[groups.Length];
        for (int u = 0; u < groups.Length; u++)
        {
            int[] members = [.. groups[u].Select(i => stepOf[i])];
            bool circle =
                members.Length > 1 || steps[members[0]].References.Values.Contains(members[0]);
            units[u] = new BulkUnit(
                circle ? ComputeLevels(steps, members) : [members],
                [.. after[u].Order()]
            )
            {
                IsCyclic = circle,
            };
        }

        return units;
    }

    // Inside a circle only members must be there first; what else is referred to is promised. Groups that contain each
    // other can never be.
    private static List<IReadOnlyList<int>> ComputeLevels(BulkStep[] steps, int[] circle)
    {
        var levels = new List<IReadOnlyList<int>>();
        var left = circle.ToHashSet();
        while (left.Count > 0)
        {
            int[] ready =
            [
                .. circle.Where(s =>
                    left.Contains(s) && !steps[s].RequiredSteps.Any(left.Contains)
                ),
            ];
            if (ready.Length == 0)
            {
                foreach (int step in circle)
                    steps[step] = steps[step] with
                    {
                        Error = steps[step].Error ?? CyclicMembershipError,
                    };
                return [circle];
            }

            levels.Add(ready);
            left.ExceptWith(ready);
        }

        return levels;
    }

    private static ScimError CyclicMembershipError { get; } =
        new(
            ScimErrorKind.InvalidValue,
            "members: the groups of these operations contain each other in a circle; a group cannot contain itself, directly or through other groups."
        );
}
