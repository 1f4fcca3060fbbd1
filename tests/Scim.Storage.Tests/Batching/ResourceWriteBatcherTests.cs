using Npgsql;
using Scim.Grains.Storage;
using Scim.Storage.Batching;
using Scim.Storage.Resources;

namespace Scim.Storage.Tests.Batching;

/// <summary>Tests which writes are batched, and the results of their callers.</summary>
public sealed class ResourceWriteBatcherTests
{
    private readonly List<string[]> _isWritten = [];
    private readonly TaskCompletionSource _heldWrite = new();
    private readonly TaskCompletionSource _unlocked = new();
    private readonly ResourceWriteBatcher _batcher;
    private int _started;
    private Func<IReadOnlyList<ResourceWrite>, bool, bool[]> _answer = (writes, _) => [.. writes.Select(_ => true)];

    public ResourceWriteBatcherTests() => _batcher = new ResourceWriteBatcher(WriteBatchAsync);

    [Fact]
    public async Task SubmitWrite_Sequentially_WritesEachImmediately()
    {
        _heldWrite.SetResult();
        Assert.True(await _batcher.SubmitWriteAsync(CreateWrite("a")));
        Assert.True(await _batcher.SubmitWriteAsync(CreateWrite("b")));
        Assert.Equal(
            [
                ["a"],
                ["b"],
            ],
            _isWritten
        );
    }

    [Fact]
    public async Task SubmitWrite_WhileBatchIsWritten_BatchesQueuedWritesInKeyOrder()
    {
        Task<bool>[] all = await StartHeldBatchAsync([
            .. Enumerable.Range(0, 100).Select(i => CreateWrite($"{99 - i:d2}")),
        ]);
        await Task.WhenAll(all);
        Assert.Equal([1, 64, 36], _isWritten.Select(w => w.Length));
        Assert.All(_isWritten, w => Assert.Equal(w.Order(StringComparer.Ordinal), w));
    }

    [Fact]
    public async Task SubmitWrite_TwoWritesOfOneState_AreWrittenInOrder()
    {
        await Task.WhenAll(
            await StartHeldBatchAsync(CreateWrite("a"), CreateWrite("b"), CreateWrite("a"), CreateWrite("c"))
        );
        Assert.Equal(
            [
                ["first"],
                ["a", "b"],
                ["a", "c"],
            ],
            _isWritten
        );
    }

    [Fact]
    public async Task SubmitWrite_WithStaleVersion_FailsOnlyThatWrite()
    {
        _answer = (writes, _) => [.. writes.Select(s => GetId(s) != "b")];
        Task<bool>[] all = await StartHeldBatchAsync(CreateWrite("a"), CreateWrite("b"), CreateWrite("c"));
        bool[] results = await Task.WhenAll(all);
        Assert.Equal([true, false, true], results);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    [InlineData(PostgresErrorCodes.RaiseException)]
    public async Task SubmitWrite_BatchWithOneRejectedWrite_WritesEachAlone(string code)
    {
        _answer = (writes, _) =>
            writes.Any(s => GetId(s) == "bad")
                ? throw new PostgresException("no", "ERROR", "ERROR", code)
                : [.. writes.Select(_ => true)];
        Task<bool>[] all = await StartHeldBatchAsync(CreateWrite("a"), CreateWrite("bad"), CreateWrite("c"));
        Assert.True(await all[0]);
        Assert.Equal(code, (await Assert.ThrowsAsync<PostgresException>(() => all[1])).SqlState);
        Assert.True(await all[2]);
        Assert.True(await _batcher.SubmitWriteAsync(CreateWrite("later")));
        Assert.Equal(
            ["a", "a", "bad", "bad", "c", "c", "first", "later"],
            _isWritten.SelectMany(w => w).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task SubmitWrite_WriteBlockedByLock_DoesNotBlockOthers()
    {
        _heldWrite.SetResult();
        _answer = (writes, waitForLocks) =>
            waitForLocks || GetId(writes[0]) != "locked"
                ? [true]
                : throw new PostgresException("locked", "ERROR", "ERROR", PostgresErrorCodes.LockNotAvailable);
        Task<bool> locked = _batcher.SubmitWriteAsync(CreateWrite("locked"));
        Assert.True(await _batcher.SubmitWriteAsync(CreateWrite("other")));
        Assert.False(locked.IsCompleted);
        _unlocked.SetResult();
        Assert.True(await locked);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(null)]
    public async Task SubmitWrite_BatchWithUnknownOutcome_FailsAllWithoutRetry(string? code)
    {
        _answer = (writes, _) =>
            writes.Count == 1
                ? [true]
                : throw (
                    code is null
                        ? new NpgsqlException("terminated")
                        : new PostgresException("terminated", "FATAL", "FATAL", code)
                );
        Task<bool>[] all = await StartHeldBatchAsync(CreateWrite("a"), CreateWrite("b"));
        foreach (Task<bool> one in all)
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => one);
        Assert.Equal(["first", "a", "b"], _isWritten.SelectMany(w => w));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task SubmitWrite_Concurrently_WritesAll(int most)
    {
        _heldWrite.SetResult();
        var batcher = new ResourceWriteBatcher(WriteBatchAsync, most);
        bool[] all = await Task.WhenAll(
            Enumerable.Range(0, 2000).Select(i => Task.Run(() => batcher.SubmitWriteAsync(CreateWrite($"{i}"))))
        );
        Assert.All(all, Assert.True);
        Assert.Equal(2000, _isWritten.Sum(w => w.Length));
    }

    private static ResourceWrite CreateWrite(string id) =>
        new(ResourceCommit.FromState(new ResourceState { Id = id }, expectedVersion: 1));

    private static string GetId(ResourceWrite write) => write.Commit.State.Id;

    // Queues writes while another batch is being written.
    private async Task<Task<bool>[]> StartHeldBatchAsync(params ResourceWrite[] writes)
    {
        Task<bool> first = _batcher.SubmitWriteAsync(CreateWrite("first"));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Volatile.Read(ref _started) == 0)
            await Task.Delay(1, timeout.Token);
        Task<bool>[] waiting = [.. writes.Select(_batcher.SubmitWriteAsync)];
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        _heldWrite.SetResult();
        Assert.True(await first);
        return waiting;
    }

    private async Task<bool[]> WriteBatchAsync(IReadOnlyList<ResourceWrite> writes, bool waitForLocks)
    {
        lock (_isWritten)
            _isWritten.Add([.. writes.Select(s => GetId(s))]);
        Volatile.Write(ref _started, 1);
        await (waitForLocks && GetId(writes[0]) == "locked" ? _unlocked.Task : _heldWrite.Task);
        return _answer(writes, waitForLocks);
    }
}
