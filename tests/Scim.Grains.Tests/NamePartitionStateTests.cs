using Scim.Grains.Names;

namespace Scim.Grains.Tests;

public sealed class NamePartitionStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void IsKnownFree_IncompletePartition_IsFalse()
    {
        var partition = new NamePartitionState();
        partition.LoadNames(["ada"], complete: false);
        Assert.False(partition.IsKnownFree("bob"));
    }

    [Fact]
    public void IsKnownFree_CompletePartition_ReflectsTakenAndReservedNames()
    {
        NamePartitionState partition = CreateCompleteState("ada");
        partition.ReserveName("bob", "b", Now);
        Assert.False(partition.IsKnownFree("ada"));
        Assert.False(partition.IsKnownFree("bob"));
        Assert.True(partition.IsKnownFree("cleo"));
    }

    [Fact]
    public void FindPendingOwner_ReservationPending_IsItsOwner()
    {
        NamePartitionState partition = CreateCompleteState();
        partition.ReserveName("ada", "first", Now);
        Assert.Equal("first", partition.FindPendingOwner("ada", "second", Now));
        Assert.Null(partition.FindPendingOwner("ada", "first", Now));
    }

    [Fact]
    public void FindPendingOwner_AfterReservationExpired_IsNull()
    {
        NamePartitionState partition = CreateCompleteState();
        partition.ReserveName("ada", "first", Now);
        Assert.Equal(
            "first",
            partition.FindPendingOwner(
                "ada",
                "second",
                Now + NamePartitionState.ReservationTimeout - TimeSpan.FromTicks(1)
            )
        );
        Assert.Null(partition.FindPendingOwner("ada", "second", Now + NamePartitionState.ReservationTimeout));
    }

    [Fact]
    public void ReleaseName_ByFormerOwner_ChangesNothing()
    {
        NamePartitionState partition = CreateCompleteState();
        partition.ReserveName("ada", "new", Now);
        partition.ConfirmName("ada", "new");
        partition.ReleaseName("ada", "old");
        Assert.False(partition.IsKnownFree("ada"));
    }

    [Fact]
    public void ReleaseName_OfALoadedName_FreesIt()
    {
        NamePartitionState partition = CreateCompleteState("ada");
        partition.ReleaseName("ada", "other");
        Assert.True(partition.IsKnownFree("ada"));
    }

    private static NamePartitionState CreateCompleteState(params string[] names)
    {
        var partition = new NamePartitionState();
        partition.LoadNames(names, complete: true);
        return partition;
    }
}
