using Scim.Grains.Names;

namespace Scim.Grains.Tests.Names;

public sealed class NamePartitionStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void IsKnownFree_IncompletePartition_IsFalse()
    {
        var ledger = new NamePartitionState();
        ledger.LoadNames(["ada"], complete: false);
        Assert.False(ledger.IsKnownFree("bob"));
    }

    [Fact]
    public void IsKnownFree_CompletePartition_ReflectsTakenAndReservedNames()
    {
        NamePartitionState ledger = CreateCompleteState("ada");
        ledger.ReserveName("bob", "b", Now);
        Assert.False(ledger.IsKnownFree("ada"));
        Assert.False(ledger.IsKnownFree("bob"));
        Assert.True(ledger.IsKnownFree("cleo"));
    }

    [Fact]
    public void FindPendingOwner_ReservationPending_IsItsOwner()
    {
        NamePartitionState ledger = CreateCompleteState();
        ledger.ReserveName("ada", "first", Now);
        Assert.Equal("first", ledger.FindPendingOwner("ada", "second", Now));
        Assert.Null(ledger.FindPendingOwner("ada", "first", Now));
    }

    [Fact]
    public void FindPendingOwner_AfterReservationExpired_IsNull()
    {
        NamePartitionState ledger = CreateCompleteState();
        ledger.ReserveName("ada", "first", Now);
        Assert.Equal(
            "first",
            ledger.FindPendingOwner(
                "ada",
                "second",
                Now + NamePartitionState.ReservationTimeout - TimeSpan.FromTicks(1)
            )
        );
        Assert.Null(
            ledger.FindPendingOwner("ada", "second", Now + NamePartitionState.ReservationTimeout)
        );
    }

    [Fact]
    public void ReleaseName_ByFormerOwner_ChangesNothing()
    {
        NamePartitionState ledger = CreateCompleteState();
        ledger.ReserveName("ada", "new", Now);
        ledger.ConfirmName("ada", "new");
        ledger.ReleaseName("ada", "old");
        Assert.False(ledger.IsKnownFree("ada"));
    }

    [Fact]
    public void ReleaseName_OfALoadedName_FreesIt()
    {
        NamePartitionState ledger = CreateCompleteState("ada");
        ledger.ReleaseName("ada", "anybody");
        Assert.True(ledger.IsKnownFree("ada"));
    }

    private static NamePartitionState CreateCompleteState(params string[] names)
    {
        var ledger = new NamePartitionState();
        ledger.LoadNames(names, complete: true);
        return ledger;
    }
}
