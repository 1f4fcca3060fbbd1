using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Storage;

public sealed class ResourceStateTests
{
    private static readonly ResourceState Committed = new()
    {
        Tenant = "t",
        Type = "User",
        Id = "1",
        Version = 3,
        Operation = ChangeOperation.Update,
        Created = DateTimeOffset.UnixEpoch,
        LastModified = DateTimeOffset.UnixEpoch.AddDays(1),
        Actor = "token:test",
        RequestId = "request",
        Changed = ["userName"],
        Index = new ResourceIndex
        {
            Unique = "ada",
            Partition = 7,
            Name = new string("ada"),
            Display = "Ada",
            ExternalId = "x",
            Words =
            [
                ["ada"],
            ],
            Values = [new StoredUniqueValue("assetTag", "1")],
            Schemas = 5,
        },
        Document = "{}"u8.ToArray(),
        Search = "{}"u8.ToArray(),
        Members = new MembershipDelta { Remove = ["2"] },
        PasswordHash = "hash",
        ExternalIds = ["x", "y"],
        Local = true,
        DeactivatedAt = DateTimeOffset.UnixEpoch,
        DeactivatedVersion = 2,
        Reminder = ReminderChange.CreateRemoval(GrainId.Create("user", "t/1"), "delete"),
    };

    [Fact]
    public void WithoutCommitData_KeepsOnlyWhatLaterRequestsNeed()
    {
        ResourceState kept = Committed.WithoutCommitData();

        Assert.Empty(kept.Changed);
        Assert.True(kept.Search.IsEmpty);
        Assert.Null(kept.Members);
        Assert.Null(kept.Reminder);
        Assert.Null(kept.Index!.Words);
        Assert.Null(kept.Index.Display);
        Assert.Same(kept.Index.Unique, kept.Index.Name);

        // Everything else is unchanged.
        Assert.Equal(
            Committed with
            {
                Actor = "",
                RequestId = "",
                Changed = kept.Changed,
                Search = default,
                Members = null,
                Reminder = null,
                Index = Committed.Index! with { Words = null, Display = null },
            },
            kept
        );
    }

    [Fact]
    public void WithoutCommitData_AfterCreation_KeepsTheRequestId() =>
        Assert.Equal("request", (Committed with { Operation = ChangeOperation.Create }).WithoutCommitData().RequestId);

    [Fact]
    public void WithoutCommitData_OfGroupWithDuplicateName_KeepsTheName()
    {
        ResourceIndex index = new() { NonUniqueName = "staff", Name = "staff " };
        ResourceState kept = (Committed with { Index = index }).WithoutCommitData();
        Assert.Equal("staff", kept.Index!.FoldedName);
        Assert.Equal("staff ", kept.Index.Name);
    }

    [Fact]
    public void WithoutCommitData_OfTombstone_IsATombstone() =>
        Assert.Null((Committed with { Index = null }).WithoutCommitData().Index);
}
