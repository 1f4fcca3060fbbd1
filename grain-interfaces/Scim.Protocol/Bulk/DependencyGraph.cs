namespace Scim.Protocol.Bulk;

/// <summary>Graphs of operations. Without recursion: a request may be a chain of thousands.</summary>
internal static class DependencyGraph
{
    /// <summary>
    /// The strongly connected components (Tarjan's algorithm), each in ascending order; one alone is a component of its
    /// own.
    /// </summary>
    /// <param name="count">How many nodes there are.</param>
    /// <param name="needs">The nodes that a node refers to.</param>
    public static List<int[]> FindStronglyConnectedComponents(
        int count,
        Func<int, IEnumerable<int>> needs
    )
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
            calls.Push((node, needs(node).GetEnumerator()));
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
    /// An order in which each node comes after those it needs; among those that could be next, the one with the lowest
    /// rank is.
    /// </summary>
    /// <param name="count">How many nodes there are; they must not need each other in a circle.</param>
    /// <param name="needs">The nodes that a node needs; may name one several times.</param>
    /// <param name="rank">Each node's rank.</param>
    public static int[] SortTopologically(
        int count,
        Func<int, IEnumerable<int>> needs,
        Func<int, int> rank
    )
    {
        int[] waiting = new int[count];
        List<int>[] needed = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        var ready = new PriorityQueue<int, int>();
        for (int node = 0; node < count; node++)
        {
            foreach (int need in needs(node).Distinct())
            {
                waiting[node]++;
                needed[need].Add(node);
            }

            if (waiting[node] == 0)
                ready.Enqueue(node, rank(node));
        }

        var order = new List<int>(count);
        while (ready.TryDequeue(out int node, out _))
        {
            order.Add(node);
            foreach (int other in needed[node])
                if (--waiting[other] == 0)
                    ready.Enqueue(other, rank(other));
        }

        return [.. order];
    }
}
