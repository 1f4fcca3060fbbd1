using System.Data.Common;
using Scim.Grains.Storage;
using Scim.Storage.Directory;
using Scim.Storage.Hosting;
using Scim.Storage.Migrations;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>Who is written alone, who together, and what they are told.</summary>
public sealed class CommitQueueTests
{
    private readonly OneWriter _database = new();
    private readonly CommitQueue _queue;

    public CommitQueueTests() => _queue = new CommitQueue(_database, new WriteGate(_database));

    [Fact]
    public async Task Run_OneAfterTheOther_EachIsWrittenAlone()
    {
        await _queue.Run(new Write());
        await _queue.Run(new Write());
        Assert.Empty(_database.Batches);
    }

    [Fact]
    public async Task Run_WhileAnotherIsWritten_TheWaitingOnesAreWrittenTogether()
    {
        var first = new Write(wait: true);
        Task begun = _queue.Run(first);
        Write[] others = [.. Enumerable.Range(0, 100).Select(_ => new Write())];
        Task[] waiting = [.. others.Select(_queue.Run)];
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        first.Go();
        await begun;
        await Task.WhenAll(waiting);
        Assert.Equal([64, 36], _database.Batches);
        Assert.All(others, w => Assert.Equal(1, w.Runs));
    }

    [Fact]
    public async Task Run_AWriteOfABatchFails_ItsCallerAloneIsTold()
    {
        var first = new Write(wait: true);
        Task begun = _queue.Run(first);
        Write good = new(), bad = new(fails: true);
        Task[] waiting = [_queue.Run(good), _queue.Run(bad)];
        first.Go();
        await begun;
        await waiting[0];
        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting[1]);
        Assert.Equal((false, true), (good.Undone, bad.Undone));
    }

    [Fact]
    public async Task Run_TheCommitOfABatchFails_AllAreToldAndTakenBack()
    {
        _database.Fails = true;
        var first = new Write(wait: true);
        Task begun = _queue.Run(first);
        Write[] others = [new(), new()];
        Task[] waiting = [.. others.Select(_queue.Run)];
        first.Go();
        await begun;
        foreach (Task wait in waiting) await Assert.ThrowsAsync<IOException>(() => wait);
        Assert.All(others, w => Assert.True(w.Undone));

        _database.Fails = false;
        await _queue.Run(new Write());
    }

    [Fact]
    public async Task Run_TheFirstFails_TheWaitingOnesAreWrittenNevertheless()
    {
        var first = new Write(wait: true, fails: true);
        Task begun = _queue.Run(first), next = _queue.Run(new Write());
        first.Go();
        await Assert.ThrowsAsync<InvalidOperationException>(() => begun);
        await next;
    }

    [Fact]
    public async Task Run_ACallOfABatch_HasItsResult()
    {
        var first = new Write(wait: true);
        Task begun = _queue.Run(first);
        var call = new PendingCall<string>(() => Task.FromResult("tag"));
        Task waiting = _queue.Run(call);
        first.Go();
        await begun;
        await waiting;
        Assert.Equal(("tag", 1), (call.Result, Assert.Single(_database.Batches)));
    }

    private sealed class Write(bool wait = false, bool fails = false) : PendingWrite
    {
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Runs { get; private set; }

        public bool Undone { get; private set; }

        public void Go() => _go.SetResult();

        public override async Task Run()
        {
            Runs++;
            if (wait) await _go.Task;
            if (fails) throw new InvalidOperationException();
        }

        protected override void Undo() => Undone = true;
    }

    private sealed class OneWriter : ScimDatabase
    {
        public List<int> Batches { get; } = [];

        public bool Fails { get; set; }

        public override string Invariant => "";

        public override DbDataSource DataSource => throw new NotSupportedException();

        internal override SqlDialect Dialect => throw new NotSupportedException();

        internal override bool HasOneWriter => true;

        internal override IReadOnlyList<Migration> Migrations => [];

        public override Task Migrate(CancellationToken cancellationToken) => Task.CompletedTask;

        internal override async Task CommitTogether(IReadOnlyList<PendingWrite> writes)
        {
            Batches.Add(writes.Count);
            if (Fails) throw new IOException();
            foreach (PendingWrite write in writes)
            {
                try
                {
                    await write.Run();
                }
                catch (InvalidOperationException e)
                {
                    write.Fault = e;
                }
            }
        }

        internal override CommitFault Classify(Exception exception) => CommitFault.Unknown;

        internal override Task<DbTransaction> BeginMigration(DbConnection connection, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
