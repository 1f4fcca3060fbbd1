using Npgsql;
using Scim.Storage.Batching;

namespace Scim.Storage.Tests.Batching;

/// <summary>Tests which writes are batched, and the results of their callers.</summary>
public sealed class StateWriteBatcherTests
{
    private readonly List<string[]> _isWritten = [];
    private readonly TaskCompletionSource _heldWrite = new();
    private readonly TaskCompletionSource _unlocked = new();
    private readonly StateWriteBatcher _batcher;
    private int _started;
    private Func<IReadOnlyList<StateWrite>, bool, bool[]> _answer = (states, _) => [.. states.Select(_ => true)];

    public StateWriteBatcherTests() => _batcher = new StateWriteBatcher(WriteBatchAsync);

    [Fact]
    public async Task SubmitWrite_Sequentially_WritesEachImmediately()
    {
        _heldWrite.SetResult();
        Assert.True(await _batcher.SubmitWriteAsync(CreateState("a")));
        Assert.True(await _batcher.SubmitWriteAsync(CreateState("b")));
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
            .. Enumerable.Range(0, 100).Select(i => CreateState($"{99 - i:d2}")),
        ]);
        await Task.WhenAll(all);
        Assert.Equal([1, 64, 36], _isWritten.Select(w => w.Length));
        Assert.All(_isWritten, w => Assert.Equal(w.Order(StringComparer.Ordinal), w));
    }

    [Fact]
    public async Task SubmitWrite_TwoWritesOfOneState_AreWrittenInOrder()
    {
        await Task.WhenAll(
            await StartHeldBatchAsync(CreateState("a"), CreateState("b"), CreateState("a"), CreateState("c"))
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
        _answer = (states, _) => [.. states.Select(s => s.Key != "b")];
        Task<bool>[] all = await StartHeldBatchAsync(CreateState("a"), CreateState("b"), CreateState("c"));
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
        _answer = (states, _) =>
            states.Any(s => s.Key == "bad")
                ? throw new PostgresException("no", "ERROR", "ERROR", code)
                : [.. states.Select(_ => true)];
        Task<bool>[] all = await StartHeldBatchAsync(CreateState("a"), CreateState("bad"), CreateState("c"));
        Assert.True(await all[0]);
        Assert.Equal(code, (await Assert.ThrowsAsync<PostgresException>(() => all[1])).SqlState);
        Assert.True(await all[2]);
        Assert.True(await _batcher.SubmitWriteAsync(CreateState("later")));
        Assert.Equal(
            ["a", "a", "bad", "bad", "c", "c", "first", "later"],
            _isWritten.SelectMany(w => w).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task SubmitWrite_WriteBlockedByLock_DoesNotBlockOthers()
    {
        _heldWrite.SetResult();
        _answer = (states, patient) =>
            patient || states[0].Key != "locked"
                ? [true]
                : throw new PostgresException("locked", "ERROR", "ERROR", PostgresErrorCodes.LockNotAvailable);
        Task<bool> locked = _batcher.SubmitWriteAsync(CreateState("locked"));
        Assert.True(await _batcher.SubmitWriteAsync(CreateState("other")));
        Assert.False(locked.IsCompleted);
        _unlocked.SetResult();
        Assert.True(await locked);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(null)]
    public async Task SubmitWrite_BatchWithUnknownOutcome_FailsAllWithoutRetry(string? code)
    {
        _answer = (states, _) =>
            states.Count == 1
                ? [true]
                : throw (
                    code is null
                        ? new NpgsqlException("terminated")
                        : new PostgresException("terminated", "FATAL", "FATAL", code)
                );
        Task<bool>[] all = await StartHeldBatchAsync(CreateState("a"), CreateState("b"));
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
        var batcher = new StateWriteBatcher(WriteBatchAsync, most);
        bool[] all = await Task.WhenAll(
            Enumerable.Range(0, 2000).Select(i => Task.Run(() => batcher.SubmitWriteAsync(CreateState($"{i}"))))
        );
        Assert.All(all, Assert.True);
        Assert.Equal(2000, _isWritten.Sum(w => w.Length));
    }

    private static StateWrite CreateState(string key) => new(key, "user", 1, []);

    // Queues states while another batch is being written.
    private async Task<Task<bool>[]> StartHeldBatchAsync(params StateWrite[] states)
    {
        Task<bool> first = _batcher.SubmitWriteAsync(CreateState("first"));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Volatile.Read(ref _started) == 0)
            await Task.Delay(1, timeout.Token);
        Task<bool>[] waiting = [.. states.Select(_batcher.SubmitWriteAsync)];
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        _heldWrite.SetResult();
        Assert.True(await first);
        return waiting;
    }

    private async Task<bool[]> WriteBatchAsync(IReadOnlyList<StateWrite> states, bool patient)
    {
        lock (_isWritten)
            _isWritten.Add([.. states.Select(s => s.Key)]);
        Volatile.Write(ref _started, 1);
        await (patient && states[0].Key == "locked" ? _unlocked.Task : _heldWrite.Task);
        return _answer(states, patient);
    }
}
