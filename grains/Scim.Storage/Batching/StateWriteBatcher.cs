using Npgsql;

namespace Scim.Storage.Batching;

/// <summary>
/// Writes states, those that come at the same time by one statement. Each is committed when it is answered. If the
/// database refuses one of several, none of them was written, and each is written alone. Thread-safe.
/// </summary>
internal sealed class StateWriteBatcher
{
    private readonly Func<IReadOnlyList<StateWrite>, bool, Task<bool[]>> _writeBatch;
    private readonly WriteBatcher<StateWrite> _batcher;

    /// <summary>A lane.</summary>
    /// <param name="write">Writes states in one transaction and tells for each whether it was written. If not patient,
    /// it fails rather than wait long for a lock.</param>
    /// <param name="most">How many statements may be under way.</param>
    public StateWriteBatcher(
        Func<IReadOnlyList<StateWrite>, bool, Task<bool[]>> write,
        int most = 1
    )
    {
        _writeBatch = write;

        // In the order of keys, so that those who write the same rows lock them in the same order. A grain has one
        // write at a time; should there be two, the second one waits.
        _batcher = new WriteBatcher<StateWrite>(WriteBatchAsync, most, KeyComparer.Instance);
    }

    /// <summary>Writes a state.</summary>
    /// <returns>Whether the database had the version that was to be replaced.</returns>
    public Task<bool> SubmitWriteAsync(StateWrite state)
    {
        _batcher.EnqueueItem(state);
        return state.Completion;
    }

    private async Task WriteBatchAsync(IReadOnlyList<StateWrite> states)
    {
        try
        {
            bool[] written = await _writeBatch(states, false).ConfigureAwait(false);
            for (int i = 0; i < states.Count; i++)
                states[i].SetResult(written[i]);
        }
        catch (PostgresException e)
            when (e.SqlState == PostgresErrorCodes.LockNotAvailable
                || (states.Count > 1 && IsRolledBack(e))
            )
        {
            // Not here: whichever has to wait for a lock must not hold up the others.
            foreach (StateWrite state in states)
                _ = WriteSingleAsync(state);
        }
        catch (Exception e)
        {
            foreach (StateWrite state in states)
                state.SetException(e);
        }
    }

    // Errors after which the transaction is certainly rolled back: values, constraints, deadlocks, what functions
    // raise. Not that the server is going down.
    private static bool IsRolledBack(PostgresException e) =>
        e.SqlState is ['2' or '4', ..] or ['P', '0', ..];

    private async Task WriteSingleAsync(StateWrite state)
    {
        try
        {
            state.SetResult((await _writeBatch([state], true).ConfigureAwait(false))[0]);
        }
        catch (Exception e)
        {
            state.SetException(e);
        }
    }

    private sealed class KeyComparer : IComparer<StateWrite>
    {
        public static readonly KeyComparer Instance = new();

        public int Compare(StateWrite? x, StateWrite? y) =>
            string.CompareOrdinal(x!.Key, y!.Key) is not 0 and var order
                ? order
                : string.CompareOrdinal(x.Type, y.Type);
    }
}
