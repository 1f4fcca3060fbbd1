using Scim.GrainInterfaces;
using Scim.Grains.Groups;
using Scim.Grains.Resources;
using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Groups;

public sealed class MembershipMarksTests
{
    private static readonly ResourceKey Ada = new("acme", "ada"), Bob = new("acme", "bob"), Stranger = new("other", "eve");
    private readonly MembershipMarks _marks = new(new Alone(), TimeProvider.System);

    [Fact]
    public void Written_AddsOrRemovesUsers_MarksThemOnly()
    {
        Assert.Equal([true, false, false], Changed(Group() with { Members = new MembershipDelta { Add = [new MemberKey("ada", ResourceKinds.User)] } }, false));
        Assert.Equal([true, false, false], Changed(Group() with { Members = new MembershipDelta { Remove = ["ada"] } }, false));
    }

    [Fact]
    public void Written_WhatConcernsUsersNotNamed_MarksTheTenantOnly()
    {
        Assert.Equal([true, true, false], Changed(Group() with { Members = new MembershipDelta { Replace = true } }, false));
        Assert.Equal([true, true, false], Changed(Group() with { Members = new MembershipDelta { Remove = ["g"] } }, true));
        Assert.Equal([true, true, false], Changed(Group() with { Changed = ["displayName"] }, false));
        Assert.Equal([true, true, false], Changed(Group() with { Operation = ChangeOperation.Delete }, false));
    }

    [Fact]
    public void Written_WhatNobodySees_MarksNobody()
    {
        Assert.Equal([false, false, false], Changed(Group() with { Changed = ["externalId"] }, false));
        Assert.Equal([false, false, false], Changed(Group() with { Operation = ChangeOperation.Create, Changed = ["displayName"] }, false));
    }

    private static ResourceState Group() => new() { Tenant = "acme", Kind = ResourceKinds.Group, Id = "g", Version = 2, Operation = ChangeOperation.Update };

    private bool[] Changed(ResourceState group, bool touchesGroups)
    {
        ResourceKey[] users = [Ada, Bob, Stranger];
        MembershipMark[] before = [.. users.Select(_marks.Of)];
        _marks.Written(group, touchesGroups);
        return [.. users.Select((u, i) => _marks.Of(u) != before[i])];
    }

    private sealed class Alone : IStorageShape
    {
        public bool IsShared => false;
    }
}
