using System.Collections.Concurrent;

namespace Scim.Storage.Hosting;

/// <summary>
/// Brings writes to a database that has one writer at a time. A write that comes alone is carried out at once; those that come while another is being written wait and are
/// committed together, each whole or not at all, so that they share the one wait for the disk. Nobody is told before that is over. Thread-safe.
/// </summary>
internal sealed class CommitQueue(ScimDatabase database, WriteGate gate)
{
    // So many hold up whoever else wants to write for some 20 ms.
    private const int MostTogether = 64;

    private readonly ConcurrentQueue<PendingWrite> _waiting = new();
    private int _busy;

    /// <summary>Carries out a write.</summary>
    public Task Run(PendingWrite write)
    {
        if (!database.HasOneWriter) return write.Run();
        if (Interlocked.CompareExchange(ref _busy, 1, 0) == 0) return Alone(write);
        _waiting.Enqueue(write);
        if (Interlocked.CompareExchange(ref _busy, 1, 0) == 0) Continue();
        return write.Done;
    }

    private async Task Alone(PendingWrite write)
    {
        try
        {
            using IDisposable turn = await gate.Enter(CancellationToken.None).ConfigureAwait(false);
            await write.Run().ConfigureAwait(false);
        }
        finally
        {
            if (_waiting.IsEmpty) Rest();
            else Continue();
        }
    }

    // Not on the thread of whoever asked: his grain has something else to do.
    private void Continue() => ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.Drain(), this, preferLocal: false);

    private async Task Drain()
    {
        var batch = new List<PendingWrite>(MostTogether);
        while (true)
        {
            // The turn is given back each time, since what removes a tenant writes, too.
            using (await gate.Enter(CancellationToken.None).ConfigureAwait(false))
            {
                while (batch.Count < MostTogether && _waiting.TryDequeue(out PendingWrite? next)) batch.Add(next);
                if (batch.Count > 0) await Commit(batch).ConfigureAwait(false);
            }

            foreach (PendingWrite write in batch) write.Settle();
            batch.Clear();
            if (_waiting.IsEmpty && Rest()) return;
        }
    }

    // Whoever comes between the look at the queue and the end of the work starts anew.
    private bool Rest()
    {
        Volatile.Write(ref _busy, 0);
        if (_waiting.IsEmpty || Interlocked.CompareExchange(ref _busy, 1, 0) != 0) return true;
        Continue();
        return true;
    }

    private async Task Commit(List<PendingWrite> batch)
    {
        try
        {
            await database.CommitTogether(batch).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            foreach (PendingWrite write in batch) write.Fault ??= e;
        }
    }
}
