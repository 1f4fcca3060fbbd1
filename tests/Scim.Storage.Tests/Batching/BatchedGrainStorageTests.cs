using System.Text;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Storage.Batching;

namespace Scim.Storage.Tests.Batching;

/// <summary>Tests which states are written in batches, and which are passed to the inner provider.</summary>
public sealed class BatchedGrainStorageTests : IGrainStorage
{
    private const string StateKey = "tenant/0190b6b5-0000-7000-8000-000000000001";
    private readonly List<StateWrite> _batched = [];
    private readonly BatchedGrainStorage _storage;
    private int _singleWriteCount;
    private bool _isWritten = true;

    public BatchedGrainStorageTests() =>
        _storage = new BatchedGrainStorage(
            this,
            state =>
            {
                _batched.Add(state);
                return Task.FromResult(_isWritten);
            }
        );

    [Theory]
    [InlineData(100, 0, true)]
    [InlineData(101, 0, false)]
    [InlineData(0, 100, true)]
    [InlineData(0, 101, false)]
    [InlineData(60, 40, true)]
    [InlineData(60, 41, false)]
    public async Task Write_OfGroup_IsBatchedWhereFewMembersChange(int added, int removed, bool together)
    {
        await WriteGroupAsync(
            CreateGroup(
                new MembershipDelta
                {
                    Add = [.. CreateMembers(added, "User")],
                    Remove = [.. CreateMembers(removed, "User").Select(m => m.Id)],
                }
            )
        );
        Assert.Equal(together, TakeWasBatched());
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Write_OfState_IsBatchedUpTo64KiB(int beyond, bool together)
    {
        await WriteGroupAsync(CreateStateOfLength((64 * 1024) + beyond));
        Assert.Equal(together, TakeWasBatched());
    }

    [Fact]
    public async Task Write_BlockingOthers_IsNotBatched()
    {
        await WriteGroupAsync(CreateGroup(new MembershipDelta { Replace = true }));
        Assert.False(TakeWasBatched());

        // A nested group may require lookups of many levels above and below.
        await WriteGroupAsync(CreateGroup(new MembershipDelta { Add = [.. CreateMembers(1, "Group")] }));
        Assert.False(TakeWasBatched());
        await WriteGroupAsync(new ResourceState { Operation = ChangeOperation.Delete });
        Assert.False(TakeWasBatched());
        await _storage.WriteStateAsync("tenant", GrainId.Create("g", StateKey), new GrainState<string>("no resource"));
        Assert.False(TakeWasBatched());
    }

    [Fact]
    public async Task Write_OfUserOrGroupWithUnchangedMembers_IsBatched()
    {
        await WriteGroupAsync(new ResourceState { Operation = ChangeOperation.Update });
        Assert.True(TakeWasBatched());
        await WriteGroupAsync(CreateGroup(null));
        Assert.True(TakeWasBatched());
    }

    [Theory]
    [InlineData("tenant/1", true)]
    [InlineData("name", true)]
    [InlineData("7", false)]
    [InlineData("7f", false)]
    [InlineData("7+more", false)]
    [InlineData("7x", true)]
    [InlineData("0190b6b500007000800000000000000a", false)]
    [InlineData("0190b6b500007000800000000000000a+more", false)]
    [InlineData("0190b6b5-0000-7000-8000-00000000000a", true)]
    public async Task Write_UnderNumericKey_GoesToTheInnerProvider(string key, bool together)
    {
        await WriteGroupAsync(new ResourceState(), key);
        Assert.Equal(together, TakeWasBatched());
    }

    [Theory]
    [InlineData(null, 0, "1")]
    [InlineData("41", 41, "42")]
    public async Task Write_Batched_UsesVersionFromETagAndSetsTheNext(string? tag, int version, string next)
    {
        GrainState<ResourceState> state = new(new ResourceState()) { ETag = tag };
        await _storage.WriteStateAsync("user", GrainId.Create("g", StateKey), state);
        Assert.Equal((StateKey, "user", version), (_batched[0].Key, _batched[0].Type, _batched[0].Version));
        Assert.Equal(StateSerializer.SerializeToBytes(state.State), _batched[0].Payload);
        Assert.Equal((next, true), (state.ETag, state.RecordExists));
    }

    [Fact]
    public async Task Write_BatchedWithStaleVersion_ThrowsAndKeepsETag()
    {
        _isWritten = false;
        GrainState<ResourceState> state = new(new ResourceState()) { ETag = "3" };
        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            _storage.WriteStateAsync("user", GrainId.Create("g", StateKey), state)
        );
        Assert.Equal("3", state.ETag);
    }

    private Task WriteGroupAsync(ResourceState state, string key = StateKey) =>
        _storage.WriteStateAsync("group", GrainId.Create("g", key), new GrainState<ResourceState>(state));

    // Returns whether the last write was batched, and asserts that it was written exactly once.
    private bool TakeWasBatched()
    {
        Assert.Equal(1, _batched.Count + _singleWriteCount);
        bool together = _batched.Count == 1;
        _singleWriteCount = 0;
        _batched.Clear();
        return together;
    }

    private static ResourceState CreateGroup(MembershipDelta? members) =>
        new()
        {
            Type = "Group",
            Operation = ChangeOperation.Update,
            Members = members,
        };

    private static IEnumerable<MemberKey> CreateMembers(int count, string resourceType) =>
        Enumerable.Range(0, count).Select(i => new MemberKey($"{i}", resourceType));

    private static ResourceState CreateStateOfLength(int bytes)
    {
        ResourceState empty = CreatePadded(0);
        ResourceState padded = CreatePadded(bytes - StateSerializer.SerializeToBytes(empty).Length);
        Assert.Equal(bytes, StateSerializer.SerializeToBytes(padded).Length);
        return padded;

        static ResourceState CreatePadded(int length) =>
            new() { Document = Encoding.UTF8.GetBytes($$"""{"userName":"{{new string('x', length)}}"}""") };
    }

    Task IGrainStorage.WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _singleWriteCount++;
        return Task.CompletedTask;
    }

    Task IGrainStorage.ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException();

    Task IGrainStorage.ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException();
}
