using Npgsql;
using Scim.Storage.Postgres;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Who is written alone, who together, and what they are told.</summary>
public sealed class CommitLaneTests
{
    private readonly List<string[]> _written = [];
    private readonly TaskCompletionSource _held = new();
    private readonly TaskCompletionSource _unlocked = new();
    private readonly CommitLane _lane;
    private int _begun;
    private Func<IReadOnlyList<StateWrite>, bool, bool[]> _answer = (states, _) => [.. states.Select(_ => true)];

    public CommitLaneTests() => _lane = new CommitLane(Write);

    [Fact]
    public async Task Run_OneAfterTheOther_EachIsWrittenAtOnce()
    {
        _held.SetResult();
        Assert.True(await _lane.Run(State("a")));
        Assert.True(await _lane.Run(State("b")));
        Assert.Equal([["a"], ["b"]], _written);
    }

    [Fact]
    public async Task Run_WhileAnotherIsWritten_TheWaitingOnesAreWrittenTogetherInTheOrderOfKeys()
    {
        Task<bool>[] all = await Held([.. Enumerable.Range(0, 100).Select(i => State($"{99 - i:d2}"))]);
        await Task.WhenAll(all);
        Assert.Equal([1, 64, 36], _written.Select(w => w.Length));
        Assert.All(_written, w => Assert.Equal(w.Order(StringComparer.Ordinal), w));
    }

    [Fact]
    public async Task Run_TwoOfOneState_TheSecondWaitsForTheFirst()
    {
        await Task.WhenAll(await Held(State("a"), State("b"), State("a"), State("c")));
        Assert.Equal([["first"], ["a", "b"], ["a", "c"]], _written);
    }

    [Fact]
    public async Task Run_WhereTheDatabaseHasAnotherVersion_ThatOneIsTold()
    {
        _answer = (states, _) => [.. states.Select(s => s.Key != "b")];
        Task<bool>[] all = await Held(State("a"), State("b"), State("c"));
        bool[] told = await Task.WhenAll(all);
        Assert.Equal([true, false, true], told);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    [InlineData(PostgresErrorCodes.RaiseException)]
    public async Task Run_OneOfSeveralIsRefused_EachIsWrittenAlone(string code)
    {
        _answer = (states, _) => states.Any(s => s.Key == "bad") ? throw new PostgresException("no", "ERROR", "ERROR", code) : [.. states.Select(_ => true)];
        Task<bool>[] all = await Held(State("a"), State("bad"), State("c"));
        Assert.True(await all[0]);
        Assert.Equal(code, (await Assert.ThrowsAsync<PostgresException>(() => all[1])).SqlState);
        Assert.True(await all[2]);
        Assert.True(await _lane.Run(State("later")));
        Assert.Equal(["a", "a", "bad", "bad", "c", "c", "first", "later"], _written.SelectMany(w => w).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_OneThatHasToWaitForALock_WaitsBesideTheOthers()
    {
        _held.SetResult();
        _answer = (states, patient) =>
            patient || states[0].Key != "locked" ? [true] : throw new PostgresException("locked", "ERROR", "ERROR", PostgresErrorCodes.LockNotAvailable);
        Task<bool> locked = _lane.Run(State("locked"));
        Assert.True(await _lane.Run(State("other")));
        Assert.False(locked.IsCompleted);
        _unlocked.SetResult();
        Assert.True(await locked);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(null)]
    public async Task Run_TheOutcomeOfSeveralIsNotKnown_AllAreToldAndNoneIsRepeated(string? code)
    {
        _answer = (states, _) => states.Count == 1 ? [true] : throw (code is null ? new NpgsqlException("gone") : new PostgresException("gone", "FATAL", "FATAL", code));
        Task<bool>[] all = await Held(State("a"), State("b"));
        foreach (Task<bool> one in all) await Assert.ThrowsAnyAsync<NpgsqlException>(() => one);
        Assert.Equal(["first", "a", "b"], _written.SelectMany(w => w));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Run_FromManySides_LosesNone(int most)
    {
        _held.SetResult();
        var lane = new CommitLane(Write, most);
        bool[] all = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Task.Run(() => lane.Run(State($"{i}")))));
        Assert.All(all, Assert.True);
        Assert.Equal(2000, _written.Sum(w => w.Length));
    }

    private static StateWrite State(string key) => new(key, "user", 1, []);

    // Lets states wait while another one is written.
    private async Task<Task<bool>[]> Held(params StateWrite[] states)
    {
        Task<bool> first = _lane.Run(State("first"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Volatile.Read(ref _begun) == 0) await Task.Delay(1, patience.Token);
        Task<bool>[] waiting = [.. states.Select(_lane.Run)];
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        _held.SetResult();
        Assert.True(await first);
        return waiting;
    }

    private async Task<bool[]> Write(IReadOnlyList<StateWrite> states, bool patient)
    {
        lock (_written) _written.Add([.. states.Select(s => s.Key)]);
        Volatile.Write(ref _begun, 1);
        await (patient && states[0].Key == "locked" ? _unlocked.Task : _held.Task);
        return _answer(states, patient);
    }
}
