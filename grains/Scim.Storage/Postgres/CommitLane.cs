using System.Collections.Concurrent;
using Npgsql;

namespace Scim.Storage.Postgres;

/// <summary>
/// Writes states. One that comes alone is written at once; those that come meanwhile wait and are written together by one statement: what PostgreSQL and the network do
/// for each statement is most of what a write costs. Each is committed when it is answered. If the database refuses one of several, none of them was written,
/// and each is written alone. Thread-safe.
/// </summary>
/// <param name="write">Writes states in one transaction and tells for each whether it was written.</param>
internal sealed class CommitLane(Func<IReadOnlyList<StateWrite>, Task<bool[]>> write)
{
    // So many hold up whoever waits for some 10 ms.
    private const int MostTogether = 64;

    private readonly ConcurrentQueue<StateWrite> _waiting = new();
    private int _busy;

    /// <summary>Writes a state.</summary>
    /// <returns>Whether the database had the version that was to be replaced.</returns>
    public Task<bool> Run(StateWrite state)
    {
        _waiting.Enqueue(state);
        if (Interlocked.CompareExchange(ref _busy, 1, 0) == 0) ThreadPool.UnsafeQueueUserWorkItem(static lane => _ = lane.Drain(), this, preferLocal: false);
        return state.Done;
    }

    private async Task Drain()
    {
        do
        {
            while (Next() is { Count: > 0 } states) await Together(states).ConfigureAwait(false);
            Volatile.Write(ref _busy, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.CompareExchange(ref _busy, 1, 0) == 0);
    }

    // In the order of keys, so that those who write the same rows lock them in the same order. A grain has one write at a time; should there be two, the second one waits.
    private List<StateWrite> Next()
    {
        var states = new SortedDictionary<(string, string), StateWrite>(Keys.Instance);
        while (states.Count < MostTogether && _waiting.TryPeek(out StateWrite? next) && states.TryAdd((next.Key, next.Type), next)) _waiting.TryDequeue(out _);
        return [.. states.Values];
    }

    private async Task Together(List<StateWrite> states)
    {
        try
        {
            bool[] written = await write(states).ConfigureAwait(false);
            for (int i = 0; i < states.Count; i++) states[i].Settle(written[i]);
        }
        catch (PostgresException e) when (states.Count > 1 && IsRefusal(e))
        {
            // Not here: whichever has to wait for a lock must not hold up the others.
            foreach (StateWrite state in states) _ = Alone(state);
        }
        catch (Exception e)
        {
            foreach (StateWrite state in states) state.Fail(e);
        }
    }

    // Errors after which the transaction is certainly rolled back: values, constraints, deadlocks, locks that were not to be had. Not that the server is going down.
    private static bool IsRefusal(PostgresException e) => e.SqlState is [('2' or '4'), _, ..] or "55P03" or ['P', '0', ..];

    private async Task Alone(StateWrite state)
    {
        try
        {
            state.Settle((await write([state]).ConfigureAwait(false))[0]);
        }
        catch (Exception e)
        {
            state.Fail(e);
        }
    }

    private sealed class Keys : IComparer<(string Key, string Type)>
    {
        public static readonly Keys Instance = new();

        public int Compare((string Key, string Type) x, (string Key, string Type) y) =>
            string.CompareOrdinal(x.Key, y.Key) is not 0 and var order ? order : string.CompareOrdinal(x.Type, y.Type);
    }
}
