using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.Grains.Groups;
using Scim.Grains.Groups.Following;
using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Groups;

public sealed class MarksFollowingTests
{
    private static readonly SiloAddress One = Silo(1), Two = Silo(2);
    private static readonly ResourceKey Ada = new("acme", "ada");
    private readonly FakeTimeProvider _clock = new();
    private readonly MembershipMarks _marks;
    private readonly MarksFollowing _following;

    public MarksFollowingTests()
    {
        _marks = new MembershipMarks(new Shared(), _clock);
        _following = new MarksFollowing(_marks, _clock);
    }

    [Fact]
    public void SeeAll_BeforeTheClusterIsKnown_IsFalse()
    {
        Assert.False(_marks.SeeAll);
        Assert.Empty(_following.Learn([]));
        Assert.True(_marks.SeeAll);
    }

    [Fact]
    public void SeeAll_WithOthers_NeedsThePromiseOfEach()
    {
        Assert.Equal([One, Two], _following.Learn([One, Two]));
        Promise(One);
        Assert.False(_marks.SeeAll);
        Promise(Two);
        Assert.True(_marks.SeeAll);
        Assert.Empty(_following.Learn([One, Two]));

        _clock.Advance(MarksFollowing.Duration - TimeSpan.FromMilliseconds(1));
        Promise(Two);
        Assert.True(_marks.SeeAll);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_marks.SeeAll);
    }

    [Fact]
    public void Promise_CountsFromWhenItWasAskedFor()
    {
        _following.Learn([One]);
        long asked = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(2));
        _following.Promised(One, asked, 0);
        Assert.True(_marks.SeeAll);
        _clock.Advance(MarksFollowing.Duration - TimeSpan.FromSeconds(2));
        Assert.False(_marks.SeeAll);
    }

    [Fact]
    public void Newcomer_IsNotTrustedBeforeItsPromise()
    {
        _following.Learn([One]);
        Promise(One);
        Assert.Equal([Two], _following.Learn([One, Two]));
        Assert.False(_marks.SeeAll);
        Promise(Two);
        Assert.True(_marks.SeeAll);
    }

    [Fact]
    public void Renewal_InTimeAndWithNothingMissed_KeepsWhatIsRemembered()
    {
        _following.Learn([One]);
        Promise(One);
        MembershipMark before = _marks.Of(Ada);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Promise(One);
        Assert.Equal(before, _marks.Of(Ada));
    }

    [Theory]
    [InlineData("lapsed")]
    [InlineData("missed")]
    [InlineData("gone")]
    public void WhatMayHaveBeenMissed_MakesEveryMarkAnother(string how)
    {
        _following.Learn([One]);
        Promise(One);
        MembershipMark before = _marks.Of(Ada);
        switch (how)
        {
            case "lapsed":
                _clock.Advance(MarksFollowing.Duration + TimeSpan.FromMilliseconds(1));
                Promise(One);
                break;
            case "missed":
                Promise(One, missed: 1);
                break;
            default:
                _following.Learn([]);
                break;
        }

        Assert.True(_marks.SeeAll);
        Assert.NotEqual(before, _marks.Of(Ada));
    }

    [Fact]
    public void Promise_OfASiloThatIsNotInTheCluster_CountsForNothing()
    {
        _following.Learn([One]);
        Promise(Two);
        Assert.False(_marks.SeeAll);
    }

    private void Promise(SiloAddress silo, long missed = 0) => _following.Promised(silo, _clock.GetTimestamp(), missed);

    private static SiloAddress Silo(int n) => SiloAddress.New(IPAddress.Loopback, 11111, n);

    private sealed class Shared : IStorageShape
    {
        public bool IsShared => true;
    }
}
