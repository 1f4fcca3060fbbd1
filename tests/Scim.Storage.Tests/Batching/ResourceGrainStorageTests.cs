using System.Text;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Storage.Postgres;
using Scim.Storage.Resources;

namespace Scim.Storage.Tests.Batching;

/// <summary>Tests how the states of grains become commits of resources, and which commits are batched.</summary>
public sealed class ResourceGrainStorageTests : IGrainStorage, IResourceTable
{
    private const string StateKey = "tenant/0190b6b5-0000-7000-8000-000000000001";
    private readonly List<ResourceCommit> _commits = [];
    private readonly ResourceGrainStorage _storage;
    private int _otherWriteCount;
    private bool _isWritten = true;

    public ResourceGrainStorageTests() => _storage = new ResourceGrainStorage(this, this);

    [Theory]
    [InlineData(100, 0, true)]
    [InlineData(101, 0, false)]
    [InlineData(0, 100, true)]
    [InlineData(0, 101, false)]
    [InlineData(60, 40, true)]
    [InlineData(60, 41, false)]
    public void IsBatchable_OfGroup_DependsOnNumberOfChangedMembers(int added, int removed, bool together) =>
        Assert.Equal(
            together,
            PostgresResourceTable.IsBatchable(
                CreateGroup(
                    new MembershipDelta
                    {
                        Add = [.. CreateMembers(added, "User")],
                        Remove = [.. CreateMembers(removed, "User").Select(m => m.Id)],
                    }
                )
            )
        );

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void IsBatchable_OfDocument_DependsOnItsSize(int beyond, bool together) =>
        Assert.Equal(
            together,
            PostgresResourceTable.IsBatchable(
                new ResourceState { Document = new byte[PostgresResourceTable.MaxDocumentBytes + beyond] }
            )
        );

    [Fact]
    public void IsBatchable_BlockingOthers_IsFalse()
    {
        Assert.False(PostgresResourceTable.IsBatchable(CreateGroup(new MembershipDelta { Replace = true })));

        // A nested group may require lookups of many levels above and below.
        Assert.False(
            PostgresResourceTable.IsBatchable(CreateGroup(new MembershipDelta { Add = [.. CreateMembers(1, "Group")] }))
        );
    }

    [Fact]
    public void IsBatchable_OfUserOrGroupWithUnchangedMembers_IsTrue()
    {
        Assert.True(PostgresResourceTable.IsBatchable(new ResourceState { Operation = ChangeOperation.Update }));
        Assert.True(PostgresResourceTable.IsBatchable(CreateGroup(null)));
    }

    [Theory]
    [InlineData(null, 0, "1")]
    [InlineData("41", 41, "42")]
    public async Task Write_OfResource_UsesVersionFromETagAndSetsTheNext(string? tag, int version, string next)
    {
        GrainState<ResourceState> state = new(new ResourceState { Version = version + 1 }) { ETag = tag };
        await _storage.WriteStateAsync("user", GrainId.Create("g", StateKey), state);
        Assert.Same(state.State, _commits.Single().State);
        Assert.Equal(version, _commits.Single().ExpectedVersion);
        Assert.Equal((next, true), (state.ETag, state.RecordExists));
    }

    [Fact]
    public async Task Write_WithStaleVersion_ThrowsAndKeepsETag()
    {
        _isWritten = false;
        GrainState<ResourceState> state = new(new ResourceState()) { ETag = "3" };
        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            _storage.WriteStateAsync("user", GrainId.Create("g", StateKey), state)
        );
        Assert.Equal("3", state.ETag);
    }

    [Fact]
    public async Task Write_OfOtherState_GoesToTheInnerProvider()
    {
        await _storage.WriteStateAsync("tenant", GrainId.Create("g", StateKey), new GrainState<string>("no resource"));
        Assert.Empty(_commits);
        Assert.Equal(1, _otherWriteCount);
    }

    [Theory]
    [InlineData("ada,lovelace|ada@x.example|", " ada lovelace | ada@x.example |  ")]
    [InlineData("crew", " crew ")]
    [InlineData("|ada|", "  | ada |  ")]
    public void FromState_WithSearchWords_SeparatesFields(string fields, string expected)
    {
        IReadOnlyList<IReadOnlyList<string>> words =
        [
            .. fields.Split('|').Select(f => f.Split(',', StringSplitOptions.RemoveEmptyEntries)),
        ];
        var state = new ResourceState { Index = new ResourceIndex { Words = words } };
        Assert.Equal(expected, ResourceCommit.FromState(state, 0).Words);
    }

    [Theory]
    [InlineData(250, false)]
    [InlineData(500, false)]
    [InlineData(501, true)]
    public void IsLongName_OfName_DependsOnItsBytes(int characters, bool expected) =>
        Assert.Equal(expected, ResourceCommit.IsLongName(new string('ä', characters)));

    [Fact]
    public void FromState_OfPlainUser_HasNeitherDetailsNorExtras()
    {
        var state = new ResourceState { Index = new ResourceIndex { Unique = "ada" } };
        ResourceCommit commit = ResourceCommit.FromState(state, 0);
        Assert.Null(commit.Details);
        Assert.Null(commit.Extras);
    }

    [Fact]
    public void FromState_WithReminder_StoresTheVersionOfTheCommit()
    {
        var reminder = ReminderChange.CreateRemoval(GrainId.Create("user", StateKey), "delete");
        ResourceCommit commit = ResourceCommit.FromState(new ResourceState { Version = 7, Reminder = reminder }, 6);
        Assert.Contains("\"version\":7", commit.Extras!, StringComparison.Ordinal);
        Assert.DoesNotContain("due", commit.Extras!, StringComparison.Ordinal);
    }

    private static ResourceState CreateGroup(MembershipDelta? members) =>
        new()
        {
            Type = "Group",
            Operation = ChangeOperation.Update,
            Document = Encoding.UTF8.GetBytes("{}"),
            Members = members,
        };

    private static IEnumerable<MemberKey> CreateMembers(int count, string resourceType) =>
        Enumerable.Range(0, count).Select(i => new MemberKey($"{i}", resourceType));

    Task<ResourceState?> IResourceTable.ReadStateAsync(string tenant, string? type, string id) =>
        throw new NotSupportedException();

    Task<bool> IResourceTable.WriteCommitAsync(ResourceCommit commit)
    {
        _commits.Add(commit);
        return Task.FromResult(_isWritten);
    }

    Task IGrainStorage.WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _otherWriteCount++;
        return Task.CompletedTask;
    }

    Task IGrainStorage.ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException();

    Task IGrainStorage.ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException();
}
