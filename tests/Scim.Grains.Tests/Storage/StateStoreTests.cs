using Orleans.Runtime;
using Orleans.Storage;
using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Storage;

/// <summary>A grain's state, whose storage fails: at once, as a pool without connections does, or later.</summary>
public sealed class StateStoreTests
{
    private readonly Storage _storage = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_AfterOneThatFailed_AsksAgain(bool atOnce)
    {
        StateStore<Note> store = New();
        _storage.Reading = async () =>
        {
            if (!atOnce) await Task.Yield();
            throw new TimeoutException();
        };
        await Assert.ThrowsAsync<TimeoutException>(async () => await store.Read());

        _storage.Reading = () => Task.CompletedTask;
        Assert.Equal("stored", (await store.Read()).Text);
        Assert.Equal(2, _storage.Reads);
    }

    [Fact]
    public async Task Read_WhileOneIsUnderWay_SharesIt()
    {
        var gate = new TaskCompletionSource();
        _storage.Reading = () => gate.Task;
        StateStore<Note> store = New();
        Task<Note>[] reads = [store.Read().AsTask(), store.Read().AsTask()];
        gate.SetResult();
        Assert.All(await Task.WhenAll(reads), n => Assert.Equal("stored", n.Text));
        await store.Read();
        Assert.Equal(1, _storage.Reads);
    }

    private StateStore<Note> New() => new(_storage, "note", GrainId.Create("note", "one"));

    private sealed record Note
    {
        public string Text { get; init; } = "";
    }

    private sealed class Storage : IGrainStorage
    {
        public Func<Task> Reading { get; set; } = () => Task.CompletedTask;

        public int Reads { get; private set; }

        public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Reads++;
            await Reading();
            grainState.State = (T)(object)new Note { Text = "stored" };
            grainState.RecordExists = true;
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    }
}
