namespace Scim.Storage;

/// <summary>
/// Lets one writer at a time into a database that has only one: SQLite. Waiting here costs nothing; running into a locked file costs its driver a
/// retry after 150 ms.
/// </summary>
internal sealed class WriteGate : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for the turn; dispose of it to let the next writer in.</summary>
    public async ValueTask<IDisposable> Enter(CancellationToken cancellationToken)
    {
        // Whoever gets the turn goes on at once, rather than waiting for its grain's scheduler while everybody waits for it.
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_turn);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
