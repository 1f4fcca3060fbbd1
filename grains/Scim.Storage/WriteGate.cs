namespace Scim.Storage;

/// <summary>
/// Lets one writer at a time into a database that has only one, SQLite; any other is open to all. Waiting here costs nothing; running into a locked
/// file costs its driver a retry after 150 ms.
/// </summary>
internal sealed class WriteGate(ScimDatabase database) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for the turn; dispose of it to let the next writer in.</summary>
    public async ValueTask<IDisposable> Enter(CancellationToken cancellationToken)
    {
        if (!database.HasOneWriter) return Open.Instance;

        // Whoever gets the turn goes on at once, rather than waiting for its grain's scheduler while everybody waits for it.
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_turn);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private sealed class Open : IDisposable
    {
        public static readonly Open Instance = new();

        public void Dispose()
        {
        }
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
