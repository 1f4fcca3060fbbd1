namespace Scim.Protocol.Bulk;

/// <summary>
/// Graph algorithms for operations. Iterative, because a request may be a chain of thousands of operations.
/// </summary>
internal static class DependencyGraph
{
    /// <summary>
    /// Finds the strongly connected components with Tarjan's algorithm. Each component is sorted in ascending order; a
    /// node without a cycle is its own component. A component comes after the components that it depends on.
    /// </summary>
    /// <param name="count">The number of nodes.</param>
    /// <param name="getDependencies">Returns the nodes that a node depends on.</param>
    public static List<int[]> FindStronglyConnectedComponents(int count, Func<int, IEnumerable<int>> getDependencies)
    {
        var components = new List<int[]>();
        int[] index = new int[count],
            low = new int[count];
        bool[] onPath = new bool[count];
        var path = new Stack<int>();
        var calls = new Stack<(int Node, IEnumerator<int> Next)>();
        int counter = 0;
        for (int root = 0; root < count; root++)
        {
            if (index[root] == 0)
                VisitNode(root);
            while (calls.TryPeek(out (int Node, IEnumerator<int> Next) call))
            {
                if (call.Next.MoveNext())
                {
                    int to = call.Next.Current;
                    if (index[to] == 0)
                        VisitNode(to);
                    else if (onPath[to])
                        low[call.Node] = Math.Min(low[call.Node], index[to]);
                    continue;
                }

                calls.Pop();
                if (calls.TryPeek(out (int Node, IEnumerator<int> Next) caller))
                    low[caller.Node] = Math.Min(low[caller.Node], low[call.Node]);
                if (low[call.Node] == index[call.Node])
                    components.Add(PopComponent(call.Node));
            }
        }

        return components;

        void VisitNode(int node)
        {
            index[node] = low[node] = ++counter;
            path.Push(node);
            onPath[node] = true;
            calls.Push((node, getDependencies(node).GetEnumerator()));
        }

        int[] PopComponent(int root)
        {
            var members = new List<int>();
            int node;
            do
            {
                node = path.Pop();
                onPath[node] = false;
                members.Add(node);
            } while (node != root);
            members.Sort();
            return [.. members];
        }
    }

    /// <summary>
    /// Returns an order in which each node comes after its dependencies. Among the nodes that are ready, the one with
    /// the lowest rank comes first.
    /// </summary>
    /// <param name="count">The number of nodes. The graph must be acyclic.</param>
    /// <param name="getDependencies">Returns the nodes that a node depends on. Duplicates are allowed.</param>
    /// <param name="getRank">Returns the rank of a node.</param>
    public static int[] SortTopologically(
        int count,
        Func<int, IEnumerable<int>> getDependencies,
        Func<int, int> getRank
    )
    {
        int[] pending = new int[count];
        List<int>[] dependents = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        var ready = new PriorityQueue<int, int>();
        for (int node = 0; node < count; node++)
        {
            foreach (int dependency in getDependencies(node).Distinct())
            {
                pending[node]++;
                dependents[dependency].Add(node);
            }

            if (pending[node] == 0)
                ready.Enqueue(node, getRank(node));
        }

        var order = new List<int>(count);
        while (ready.TryDequeue(out int node, out _))
        {
            order.Add(node);
            foreach (int dependent in dependents[node])
                if (--pending[dependent] == 0)
                    ready.Enqueue(dependent, getRank(dependent));
        }

        return [.. order];
    }
}
