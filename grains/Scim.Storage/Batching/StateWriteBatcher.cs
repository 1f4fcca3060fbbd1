using Npgsql;

namespace Scim.Storage.Batching;

/// <summary>
/// Writes states in batches: states that arrive while a previous batch is running are written by one statement.
/// Thread-safe.
/// </summary>
/// <remarks>
/// A state is committed when its write completes. If the database rejects one state of a batch, the transaction is
/// rolled back and each state is written again on its own.
/// </remarks>
internal sealed class StateWriteBatcher
{
    private readonly Func<IReadOnlyList<StateWrite>, bool, Task<bool[]>> _writeBatch;
    private readonly WriteBatcher<StateWrite> _batcher;

    /// <summary>Creates a batcher.</summary>
    /// <param name="write">Writes states in one transaction and returns for each whether it was written. The second
    /// argument tells whether to wait for locks; when false, the write fails if a lock is not available soon.</param>
    /// <param name="maxConcurrentBatches">The maximum number of batches that run at the same time.</param>
    public StateWriteBatcher(Func<IReadOnlyList<StateWrite>, bool, Task<bool[]>> write, int maxConcurrentBatches = 1)
    {
        _writeBatch = write;

        // Sorted by key, so that concurrent batches lock rows in the same order. If a grain has two pending writes, the
        // second one goes into a later batch.
        _batcher = new WriteBatcher<StateWrite>(WriteBatchAsync, maxConcurrentBatches, KeyComparer.Instance);
    }

    /// <summary>Writes a state.</summary>
    /// <returns>Whether the stored version was the expected one, so that the state was written.</returns>
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
            when (e.SqlState == PostgresErrorCodes.LockNotAvailable || (states.Count > 1 && IsRolledBack(e)))
        {
            // Written outside the batch: a state that has to wait for a lock must not delay the others.
            foreach (StateWrite state in states)
                _ = WriteSingleAsync(state);
        }
        catch (Exception e)
        {
            foreach (StateWrite state in states)
                state.SetException(e);
        }
    }

    // SQLSTATE classes after which the transaction is certainly rolled back: data errors, constraint violations,
    // deadlocks and errors raised by functions. A shutdown of the server (class 57) is not one of them.
    private static bool IsRolledBack(PostgresException e) => e.SqlState is ['2' or '4', ..] or ['P', '0', ..];

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
