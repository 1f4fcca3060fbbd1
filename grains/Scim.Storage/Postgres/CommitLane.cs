using Npgsql;

namespace Scim.Storage.Postgres;

/// <summary>
/// Writes states, those that come at the same time by one statement. Each is committed when it is answered. If the database refuses one of several, none of them was
/// written, and each is written alone. Thread-safe.
/// </summary>
internal sealed class CommitLane
{
    private readonly Func<IReadOnlyList<StateWrite>, bool, Task<bool[]>> _write;
    private readonly Lane<StateWrite> _lane;

    /// <summary>A lane.</summary>
    /// <param name="write">Writes states in one transaction and tells for each whether it was written. If not patient, it fails rather than wait long for a lock.</param>
    /// <param name="most">How many statements may be under way.</param>
    public CommitLane(Func<IReadOnlyList<StateWrite>, bool, Task<bool[]>> write, int most = 1)
    {
        _write = write;

        // In the order of keys, so that those who write the same rows lock them in the same order. A grain has one write at a time; should there be two, the second one waits.
        _lane = new Lane<StateWrite>(Together, most, Keys.Instance);
    }

    /// <summary>Writes a state.</summary>
    /// <returns>Whether the database had the version that was to be replaced.</returns>
    public Task<bool> Run(StateWrite state)
    {
        _lane.Add(state);
        return state.Done;
    }

    private async Task Together(IReadOnlyList<StateWrite> states)
    {
        try
        {
            bool[] written = await _write(states, false).ConfigureAwait(false);
            for (int i = 0; i < states.Count; i++) states[i].Settle(written[i]);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable || (states.Count > 1 && IsRefusal(e)))
        {
            // Not here: whichever has to wait for a lock must not hold up the others.
            foreach (StateWrite state in states) _ = Alone(state);
        }
        catch (Exception e)
        {
            foreach (StateWrite state in states) state.Fail(e);
        }
    }

    // Errors after which the transaction is certainly rolled back: values, constraints, deadlocks, what functions raise. Not that the server is going down.
    private static bool IsRefusal(PostgresException e) => e.SqlState is ['2' or '4', ..] or ['P', '0', ..];

    private async Task Alone(StateWrite state)
    {
        try
        {
            state.Settle((await _write([state], true).ConfigureAwait(false))[0]);
        }
        catch (Exception e)
        {
            state.Fail(e);
        }
    }

    private sealed class Keys : IComparer<StateWrite>
    {
        public static readonly Keys Instance = new();

        public int Compare(StateWrite? x, StateWrite? y) =>
            string.CompareOrdinal(x!.Key, y!.Key) is not 0 and var order ? order : string.CompareOrdinal(x.Type, y.Type);
    }
}
