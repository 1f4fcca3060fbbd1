namespace Scim.Storage.Batching;

/// <summary>
/// Executes reads in batches: reads that arrive while a previous batch is running are executed by one statement. A read
/// starts after it was requested, so it sees everything that was committed before. Thread-safe.
/// </summary>
/// <typeparam name="TRequest">The type of the requests.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
internal sealed class ReadBatcher<TRequest, TResult>
{
    private readonly Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TResult>>> _readBatch;
    private readonly WriteBatcher<PendingRead> _batcher;

    /// <summary>Creates a batcher.</summary>
    /// <param name="readBatch">Executes the reads of a batch and returns their results in the order of the requests. A
    /// failure fails all reads of the batch.</param>
    public ReadBatcher(Func<IReadOnlyList<TRequest>, Task<IReadOnlyList<TResult>>> readBatch)
    {
        _readBatch = readBatch;
        _batcher = new WriteBatcher<PendingRead>(ReadBatchAsync, WriteBatcher.MaxConcurrentBatches);
    }

    /// <summary>Executes a read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the waiting. The other reads of the batch continue.</param>
    public Task<TResult> SubmitReadAsync(TRequest request, CancellationToken cancellationToken)
    {
        var read = new PendingRead(request);
        _batcher.EnqueueItem(read);
        return read.Completion.Task.WaitAsync(cancellationToken);
    }

    private async Task ReadBatchAsync(IReadOnlyList<PendingRead> reads)
    {
        try
        {
            IReadOnlyList<TResult> results = await _readBatch([.. reads.Select(r => r.Request)]).ConfigureAwait(false);
            for (int i = 0; i < reads.Count; i++)
                reads[i].Completion.SetResult(results[i]);
        }
        catch (Exception e)
        {
            foreach (PendingRead read in reads)
                read.Completion.TrySetException(e);
        }
    }

    private sealed record PendingRead(TRequest Request)
    {
        public TaskCompletionSource<TResult> Completion { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
