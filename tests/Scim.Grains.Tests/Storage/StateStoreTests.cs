using Orleans.Storage;
using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Storage;

/// <summary>
/// Tests a grain's state when storage fails: synchronously, like an exhausted connection pool, or later.
/// </summary>
public sealed class StateStoreTests
{
    private readonly FakeGrainStorage _storage = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadState_AfterFailure_ReadsAgain(bool atOnce)
    {
        StateStore<TestState> store = CreateStore();
        _storage.OnRead = async () =>
        {
            if (!atOnce)
                await Task.Yield();
            throw new TimeoutException();
        };
        await Assert.ThrowsAsync<TimeoutException>(async () => await store.ReadStateAsync());

        _storage.OnRead = () => Task.CompletedTask;
        Assert.Equal("stored", (await store.ReadStateAsync()).Text);
        Assert.Equal(2, _storage.ReadCount);
    }

    [Fact]
    public async Task ReadState_WhileAnotherIsPending_SharesIt()
    {
        var gate = new TaskCompletionSource();
        _storage.OnRead = () => gate.Task;
        StateStore<TestState> store = CreateStore();
        Task<TestState>[] reads = [store.ReadStateAsync().AsTask(), store.ReadStateAsync().AsTask()];
        gate.SetResult();
        Assert.All(await Task.WhenAll(reads), n => Assert.Equal("stored", n.Text));
        await store.ReadStateAsync();
        Assert.Equal(1, _storage.ReadCount);
    }

    [Fact]
    public async Task Current_AfterReadOrWrite_IsTrimmed()
    {
        StateStore<TestState> store = CreateStore(state => new TestState { Text = state.Text[..1] });
        Assert.Equal("s", (await store.ReadStateAsync()).Text);
        Assert.Equal("s", store.Current.Text);

        await store.WriteStateAsync(new TestState { Text = "written" });
        Assert.Equal("w", store.Current.Text);
        Assert.Equal("written", ((TestState)_storage.Written!).Text);
    }

    private StateStore<TestState> CreateStore(Func<TestState, TestState>? trim = null) =>
        new(_storage, "note", GrainId.Create("note", "one"), trim);

    private sealed record TestState
    {
        public string Text { get; init; } = "";
    }

    private sealed class FakeGrainStorage : IGrainStorage
    {
        public Func<Task> OnRead { get; set; } = () => Task.CompletedTask;

        public int ReadCount { get; private set; }

        public object? Written { get; private set; }

        public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            ReadCount++;
            await OnRead();
            grainState.State = (T)(object)new TestState { Text = "stored" };
            grainState.RecordExists = true;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Written = grainState.State;
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            Task.CompletedTask;
    }
}
