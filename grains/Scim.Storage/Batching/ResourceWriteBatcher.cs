using Npgsql;
using Scim.Grains.Storage;

namespace Scim.Storage.Batching;

/// <summary>
/// Writes resources in batches: those that arrive while a previous batch is running are written by one statement.
/// Thread-safe.
/// </summary>
/// <remarks>
/// A resource is committed when its write completes. If the database rejects one resource of a batch, the transaction
/// is rolled back and each resource is written again on its own.
/// </remarks>
internal sealed class ResourceWriteBatcher
{
    private readonly Func<IReadOnlyList<ResourceWrite>, bool, Task<bool[]>> _writeBatch;
    private readonly WriteBatcher<ResourceWrite> _batcher;

    /// <summary>Creates a batcher.</summary>
    /// <param name="write">Writes resources in one transaction and returns for each whether it was written. The second
    /// argument tells whether to wait for locks; when false, the write fails if a lock is not available soon.</param>
    /// <param name="maxConcurrentBatches">The maximum number of batches that run at the same time.</param>
    public ResourceWriteBatcher(
        Func<IReadOnlyList<ResourceWrite>, bool, Task<bool[]>> write,
        int maxConcurrentBatches = 1
    )
    {
        _writeBatch = write;

        // Sorted by key, so that concurrent batches lock rows in the same order. If a resource has two pending writes,
        // the second one goes into a later batch.
        _batcher = new WriteBatcher<ResourceWrite>(WriteBatchAsync, maxConcurrentBatches, KeyComparer.Instance);
    }

    /// <summary>Writes a resource.</summary>
    /// <returns>Whether the stored version was the expected one, so that the write was written.</returns>
    public Task<bool> SubmitWriteAsync(ResourceWrite write)
    {
        _batcher.EnqueueItem(write);
        return write.Completion;
    }

    private async Task WriteBatchAsync(IReadOnlyList<ResourceWrite> writes)
    {
        try
        {
            bool[] written = await _writeBatch(writes, false).ConfigureAwait(false);
            for (int i = 0; i < writes.Count; i++)
                writes[i].SetResult(written[i]);
        }
        catch (PostgresException e)
            when (e.SqlState == PostgresErrorCodes.LockNotAvailable || (writes.Count > 1 && IsRolledBack(e)))
        {
            // Written outside the batch: a write that has to wait for a lock must not delay the others.
            foreach (ResourceWrite write in writes)
                _ = WriteSingleAsync(write);
        }
        catch (Exception e)
        {
            foreach (ResourceWrite write in writes)
                write.SetException(e);
        }
    }

    // SQLSTATE classes after which the transaction is certainly rolled back: data errors, constraint violations,
    // deadlocks and errors raised by functions. A shutdown of the server (class 57) is not one of them.
    private static bool IsRolledBack(PostgresException e) => e.SqlState is ['2' or '4', ..] or ['P', '0', ..];

    private async Task WriteSingleAsync(ResourceWrite write)
    {
        try
        {
            write.SetResult((await _writeBatch([write], true).ConfigureAwait(false))[0]);
        }
        catch (Exception e)
        {
            write.SetException(e);
        }
    }

    private sealed class KeyComparer : IComparer<ResourceWrite>
    {
        public static readonly KeyComparer Instance = new();

        public int Compare(ResourceWrite? x, ResourceWrite? y)
        {
            ResourceState left = x!.Commit.State,
                right = y!.Commit.State;
            int order = string.CompareOrdinal(left.Tenant, right.Tenant);
            if (order == 0)
                order = string.CompareOrdinal(left.Type, right.Type);
            return order != 0 ? order : string.CompareOrdinal(left.Id, right.Id);
        }
    }
}
