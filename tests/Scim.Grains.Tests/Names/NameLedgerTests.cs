using Scim.Grains.Names;

namespace Scim.Grains.Tests.Names;

public sealed class NameLedgerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void PlainlyFree_IncompleteLedger_IsNeverSure()
    {
        var ledger = new NameLedger();
        ledger.Load(["ada"], complete: false);
        Assert.False(ledger.PlainlyFree("bob"));
    }

    [Fact]
    public void PlainlyFree_CompleteLedger_KnowsTakenAndClaimedNames()
    {
        NameLedger ledger = Complete("ada");
        ledger.Claim("bob", "b", Now);
        Assert.False(ledger.PlainlyFree("ada"));
        Assert.False(ledger.PlainlyFree("bob"));
        Assert.True(ledger.PlainlyFree("cleo"));
    }

    [Fact]
    public void PendingOwner_AnotherClaimUnderWay_IsItsOwner()
    {
        NameLedger ledger = Complete();
        ledger.Claim("ada", "first", Now);
        Assert.Equal("first", ledger.PendingOwner("ada", "second", Now));
        Assert.Null(ledger.PendingOwner("ada", "first", Now));
    }

    [Fact]
    public void PendingOwner_AfterTheClaimTime_IsNobody()
    {
        NameLedger ledger = Complete();
        ledger.Claim("ada", "first", Now);
        Assert.Equal("first", ledger.PendingOwner("ada", "second", Now + NameLedger.ClaimTime - TimeSpan.FromTicks(1)));
        Assert.Null(ledger.PendingOwner("ada", "second", Now + NameLedger.ClaimTime));
    }

    [Fact]
    public void Release_BySomebodyWhoLostTheName_ChangesNothing()
    {
        NameLedger ledger = Complete();
        ledger.Claim("ada", "new", Now);
        ledger.Confirm("ada", "new");
        ledger.Release("ada", "old");
        Assert.False(ledger.PlainlyFree("ada"));
    }

    [Fact]
    public void Release_OfALoadedName_FreesIt()
    {
        NameLedger ledger = Complete("ada");
        ledger.Release("ada", "anybody");
        Assert.True(ledger.PlainlyFree("ada"));
    }

    private static NameLedger Complete(params string[] names)
    {
        var ledger = new NameLedger();
        ledger.Load(names, complete: true);
        return ledger;
    }
}
