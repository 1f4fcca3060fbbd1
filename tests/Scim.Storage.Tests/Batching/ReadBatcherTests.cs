using Scim.Storage.Batching;

namespace Scim.Storage.Tests.Batching;

/// <summary>Which reads share a statement, and how a failure or a cancellation affects the others.</summary>
public sealed class ReadBatcherTests
{
    private readonly List<int[]> _batches = [];
    private readonly TaskCompletionSource _firstStarted = new();
    private readonly TaskCompletionSource _firstReleased = new();
    private readonly ReadBatcher<int, string> _batcher;
    private Exception? _failure;

    public ReadBatcherTests() => _batcher = new ReadBatcher<int, string>(ReadBatchAsync);

    [Fact]
    public async Task Read_WhileBatchesRun_SharesOneStatementAndReturnsEachItsOwn()
    {
        Task<string>[] reads = await StartReadsAsync(CancellationToken.None);
        _firstReleased.SetResult();

        Assert.Equal(["1", "2", "3"], await Task.WhenAll(reads));
        Assert.Equal(
            [
                [0],
                [1, 2, 3],
            ],
            _batches
        );
    }

    [Fact]
    public async Task Read_InFailedBatch_FailsForEachCallerAndNotForTheNextBatch()
    {
        Task<string>[] reads = await StartReadsAsync(CancellationToken.None);
        _failure = new TimeoutException("The database did not respond.");
        _firstReleased.SetResult();

        foreach (Task<string> read in reads)
            Assert.Same(_failure, await Assert.ThrowsAsync<TimeoutException>(() => read));
        _failure = null;
        Assert.Equal("4", await _batcher.SubmitReadAsync(4, CancellationToken.None));
    }

    [Fact]
    public async Task Read_CancelledByOneCaller_CompletesForTheOthers()
    {
        using var cancellation = new CancellationTokenSource();
        Task<string>[] reads = await StartReadsAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reads[1]);
        _firstReleased.SetResult();

        Assert.Equal(["1", "3"], await Task.WhenAll(reads[0], reads[2]));
    }

    // Starts reads 1 to 3 while all batches that may run are held. The token cancels read 2.
    private async Task<Task<string>[]> StartReadsAsync(CancellationToken second)
    {
        _ = _batcher.SubmitReadAsync(0, CancellationToken.None);
        await _firstStarted.Task;
        return
        [
            _batcher.SubmitReadAsync(1, CancellationToken.None),
            _batcher.SubmitReadAsync(2, second),
            _batcher.SubmitReadAsync(3, CancellationToken.None),
        ];
    }

    private async Task<IReadOnlyList<string>> ReadBatchAsync(IReadOnlyList<int> requests)
    {
        lock (_batches)
            _batches.Add([.. requests]);
        _firstStarted.TrySetResult();
        await _firstReleased.Task;
        return _failure is not null && requests[0] != 0 ? throw _failure : [.. requests.Select(r => $"{r}")];
    }
}
