using System.Text;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Storage.Hosting;
using Scim.Storage.Postgres;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Which states may be written together with others, and which go to the provider.</summary>
public sealed class TogetherGrainStorageTests : IGrainStorage
{
    private const string Key = "tenant/0190b6b5-0000-7000-8000-000000000001";
    private readonly List<StateWrite> _together = [];
    private readonly TogetherGrainStorage _storage;
    private int _alone;
    private bool _written = true;

    public TogetherGrainStorageTests() => _storage = new TogetherGrainStorage(this, state =>
    {
        _together.Add(state);
        return Task.FromResult(_written);
    });

    [Theory]
    [InlineData(100, 0, true)]
    [InlineData(101, 0, false)]
    [InlineData(0, 100, true)]
    [InlineData(0, 101, false)]
    [InlineData(60, 40, true)]
    [InlineData(60, 41, false)]
    public async Task Write_OfAGroup_GoesTogetherWhereFewMembersChange(int added, int removed, bool together)
    {
        await Write(Group(new MembershipDelta { Add = [.. Members(added, "User")], Remove = [.. Members(removed, "User").Select(m => m.Id)] }));
        Assert.Equal(together, Went());
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Write_GoesTogetherUpTo64KiB(int beyond, bool together)
    {
        await Write(OfLength((64 * 1024) + beyond));
        Assert.Equal(together, Went());
    }

    [Fact]
    public async Task Write_OfWhatOthersWouldWaitFor_GoesAlone()
    {
        await Write(Group(new MembershipDelta { Replace = true }));
        Assert.False(Went());

        // A group in a group may have to be looked up far above and below.
        await Write(Group(new MembershipDelta { Add = [.. Members(1, "Group")] }));
        Assert.False(Went());
        await Write(new ResourceState { Operation = ChangeOperation.Delete });
        Assert.False(Went());
        await _storage.WriteStateAsync("tenant", GrainId.Create("g", Key), new GrainState<string>("no resource"));
        Assert.False(Went());
    }

    [Fact]
    public async Task Write_OfAUserOrOfAGroupWhoseMembersStay_GoesTogether()
    {
        await Write(new ResourceState { Operation = ChangeOperation.Update });
        Assert.True(Went());
        await Write(Group(null));
        Assert.True(Went());
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
    public async Task Write_UnderAKeyThatLooksLikeANumber_GoesToTheProviderWhichKeepsThoseElsewhere(string key, bool together)
    {
        await Write(new ResourceState(), key);
        Assert.Equal(together, Went());
    }

    [Theory]
    [InlineData(null, 0, "1")]
    [InlineData("41", 41, "42")]
    public async Task Write_Together_TakesTheVersionFromTheTagAndSetsTheNext(string? tag, int version, string next)
    {
        GrainState<ResourceState> state = new(new ResourceState()) { ETag = tag };
        await _storage.WriteStateAsync("user", GrainId.Create("g", Key), state);
        Assert.Equal((Key, "user", version), (_together[0].Key, _together[0].Type, _together[0].Version));
        Assert.Equal(StateSerializer.Bytes(state.State), _together[0].Payload);
        Assert.Equal((next, true), (state.ETag, state.RecordExists));
    }

    [Fact]
    public async Task Write_TogetherWhereTheDatabaseHasAnotherVersion_SaysSoAndLeavesTheTag()
    {
        _written = false;
        GrainState<ResourceState> state = new(new ResourceState()) { ETag = "3" };
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("user", GrainId.Create("g", Key), state));
        Assert.Equal("3", state.ETag);
    }

    private Task Write(ResourceState state, string key = Key) => _storage.WriteStateAsync("group", GrainId.Create("g", key), new GrainState<ResourceState>(state));

    // Whether the last write went together with others; it went one way and not both.
    private bool Went()
    {
        Assert.Equal(1, _together.Count + _alone);
        bool together = _together.Count == 1;
        _alone = 0;
        _together.Clear();
        return together;
    }

    private static ResourceState Group(MembershipDelta? members) => new() { Kind = "Group", Operation = ChangeOperation.Update, Members = members };

    private static IEnumerable<MemberKey> Members(int count, string kind) => Enumerable.Range(0, count).Select(i => new MemberKey($"{i}", kind));

    private static ResourceState OfLength(int bytes)
    {
        ResourceState empty = Padded(0);
        ResourceState padded = Padded(bytes - StateSerializer.Bytes(empty).Length);
        Assert.Equal(bytes, StateSerializer.Bytes(padded).Length);
        return padded;

        static ResourceState Padded(int length) => new() { Document = Encoding.UTF8.GetBytes($$"""{"userName":"{{new string('x', length)}}"}""") };
    }

    Task IGrainStorage.WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _alone++;
        return Task.CompletedTask;
    }

    Task IGrainStorage.ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    Task IGrainStorage.ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
}
