using System.Data.Common;
using Scim.Grains.Storage;
using Scim.Storage.Batching;
using Scim.Storage.Databases;
using Scim.Storage.Sql;

namespace Scim.Storage.Tests.Batching;

/// <summary>Tests which writes are batched, and the results of their callers.</summary>
public sealed class SerializedWriteBatcherTests
{
    private readonly FakeSingleWriterDatabase _database = new();
    private readonly SerializedWriteBatcher _queue;

    public SerializedWriteBatcherTests() =>
        _queue = new SerializedWriteBatcher(_database, new SingleWriterLock(_database));

    [Fact]
    public async Task SubmitWrite_Sequentially_WritesEachAlone()
    {
        await _queue.SubmitWriteAsync(new TestWrite());
        await _queue.SubmitWriteAsync(new TestWrite());
        Assert.Equal([1, 1], _database.BatchSizes);
    }

    [Fact]
    public async Task SubmitWrite_WhileBatchIsWritten_BatchesQueuedWrites()
    {
        var first = new TestWrite(wait: true);
        Task begun = _queue.SubmitWriteAsync(first);
        TestWrite[] others = [.. Enumerable.Range(0, 100).Select(_ => new TestWrite())];
        Task[] waiting = [.. others.Select(_queue.SubmitWriteAsync)];
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        first.Release();
        await begun;
        await Task.WhenAll(waiting);
        Assert.Equal([1, 64, 36], _database.BatchSizes);
        Assert.All(others, w => Assert.Equal(1, w.RunCount));
    }

    [Fact]
    public async Task SubmitWrite_WriteInBatchFails_FailsOnlyItsCaller()
    {
        var first = new TestWrite(wait: true);
        Task begun = _queue.SubmitWriteAsync(first);
        TestWrite good = new(),
            bad = new(fails: true);
        Task[] waiting = [_queue.SubmitWriteAsync(good), _queue.SubmitWriteAsync(bad)];
        first.Release();
        await begun;
        await waiting[0];
        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting[1]);
        Assert.Equal((false, true), (good.IsUndone, bad.IsUndone));
    }

    [Fact]
    public async Task SubmitWrite_CommitOfBatchFails_FailsAndUndoesAll()
    {
        _database.ShouldFail = true;
        var first = new TestWrite(wait: true);
        Task begun = _queue.SubmitWriteAsync(first);
        TestWrite[] others = [new(), new()];
        Task[] waiting = [.. others.Select(_queue.SubmitWriteAsync)];
        first.Release();
        foreach (Task wait in waiting.Prepend(begun))
            await Assert.ThrowsAsync<IOException>(() => wait);
        Assert.All(others.Prepend(first), w => Assert.True(w.IsUndone));

        _database.ShouldFail = false;
        await _queue.SubmitWriteAsync(new TestWrite());
    }

    [Fact]
    public async Task SubmitWrite_FirstBatchFails_WritesQueuedBatch()
    {
        var first = new TestWrite(wait: true, fails: true);
        Task begun = _queue.SubmitWriteAsync(first),
            next = _queue.SubmitWriteAsync(new TestWrite());
        first.Release();
        await Assert.ThrowsAsync<InvalidOperationException>(() => begun);
        await next;
    }

    [Fact]
    public async Task SubmitWrite_EachCallOfABatch_HasItsOwnResult()
    {
        var first = new TestWrite(wait: true);
        Task begun = _queue.SubmitWriteAsync(first);
        var call = new BatchedCall<string>(() => Task.FromResult("tag"));
        Task waiting = _queue.SubmitWriteAsync(call);
        first.Release();
        await begun;
        await waiting;
        Assert.Equal("tag", call.Result);
        Assert.Equal([1, 1], _database.BatchSizes);
    }

    private sealed class TestWrite(bool wait = false, bool fails = false) : BatchedWrite
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int RunCount { get; private set; }

        public bool IsUndone { get; private set; }

        public void Release() => _released.SetResult();

        public override async Task ExecuteWriteAsync()
        {
            RunCount++;
            if (wait)
                await _released.Task;
            if (fails)
                throw new InvalidOperationException();
        }

        protected override void RestoreState() => IsUndone = true;
    }

    private sealed class FakeSingleWriterDatabase : ScimDatabase
    {
        public List<int> BatchSizes { get; } = [];

        public bool ShouldFail { get; set; }

        public override string Invariant => "";

        public override DbDataSource DataSource => throw new NotSupportedException();

        internal override SqlDialect Dialect => throw new NotSupportedException();

        internal override bool HasOneWriter => true;

        internal override IReadOnlyList<Migration> Migrations => [];

        public override Task MigrateSchemaAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        internal override async Task CommitBatchAsync(IReadOnlyList<BatchedWrite> writes)
        {
            BatchSizes.Add(writes.Count);
            if (ShouldFail)
                throw new IOException();
            foreach (BatchedWrite write in writes)
            {
                try
                {
                    await write.ExecuteWriteAsync();
                }
                catch (InvalidOperationException e)
                {
                    write.Failure = e;
                }
            }
        }

        internal override CommitFailure ClassifyError(Exception exception) => CommitFailure.Unknown;

        internal override Task<DbTransaction> BeginMigrationAsync(
            DbConnection connection,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();
    }
}
