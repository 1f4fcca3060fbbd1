using Scim.GrainInterfaces;
using Scim.Grains.Caching;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tests.Caching;

public sealed class MembershipVersionsTests
{
    private static readonly ResourceKey Ada = new("acme", "ada"),
        Bob = new("acme", "bob"),
        OtherTenantUser = new("other", "eve");
    private readonly MembershipVersions _versions = new(new EmbeddedStorageCapabilities(), TimeProvider.System);

    [Fact]
    public void InvalidateGroup_AddedOrRemovedUsers_ChangesOnlyThem()
    {
        Assert.Equal(
            [true, false, false],
            CollectChanged(
                CreateGroup() with
                {
                    Members = new MembershipDelta { Add = [new MemberKey("ada", ResourceTypeNames.User)] },
                },
                false
            )
        );
        Assert.Equal(
            [true, false, false],
            CollectChanged(CreateGroup() with { Members = new MembershipDelta { Remove = ["ada"] } }, false)
        );
    }

    [Fact]
    public void InvalidateGroup_ChangeOfUnnamedUsers_ChangesTheTenantOnly()
    {
        Assert.Equal(
            [true, true, false],
            CollectChanged(CreateGroup() with { Members = new MembershipDelta { Replace = true } }, false)
        );
        Assert.Equal(
            [true, true, false],
            CollectChanged(CreateGroup() with { Members = new MembershipDelta { Remove = ["g"] } }, true)
        );
        Assert.Equal([true, true, false], CollectChanged(CreateGroup() with { Changed = ["displayName"] }, false));
        Assert.Equal(
            [true, true, false],
            CollectChanged(CreateGroup() with { Operation = ChangeOperation.Delete }, false)
        );
    }

    [Fact]
    public void InvalidateGroup_InvisibleChange_ChangesNothing()
    {
        Assert.Equal([false, false, false], CollectChanged(CreateGroup() with { Changed = ["externalId"] }, false));
        Assert.Equal(
            [false, false, false],
            CollectChanged(CreateGroup() with { Operation = ChangeOperation.Create, Changed = ["displayName"] }, false)
        );
    }

    private static ResourceState CreateGroup() =>
        new()
        {
            Tenant = "acme",
            Type = ResourceTypeNames.Group,
            Id = "g",
            Version = 2,
            Operation = ChangeOperation.Update,
        };

    private bool[] CollectChanged(ResourceState group, bool touchesGroups)
    {
        ResourceKey[] users = [Ada, Bob, OtherTenantUser];
        MembershipVersionStamp[] before = [.. users.Select(_versions.GetStamp)];
        _versions.InvalidateGroup(group, touchesGroups);
        return [.. users.Select((u, i) => _versions.GetStamp(u) != before[i])];
    }

    private sealed class EmbeddedStorageCapabilities : IStorageCapabilities
    {
        public bool IsShared => false;
    }
}
