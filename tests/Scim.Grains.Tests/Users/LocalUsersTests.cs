using Microsoft.Extensions.Time.Testing;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Groups;
using Scim.Grains.Hosting;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Grains.Users;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tests.Users;

public sealed class LocalUsersTests : ISiloStanding, IStorageShape
{
    private const string Key = "acme/ada", BaseUri = "https://scim.test/tenants/acme/scim/v2";
    private static readonly ResourceType User = TenantSchemas.Default.ByName("User")!;
    private readonly FakeTimeProvider _clock = new();
    private readonly MembershipMarks _marks;
    private readonly LocalUsers _users;
    private readonly LocalUser _published;

    public LocalUsersTests()
    {
        _marks = new MembershipMarks(this, _clock);
        _users = new LocalUsers(_marks, _clock, [this]);
        int tenant = MembershipMarks.Place("acme"), user = MembershipMarks.Place("ada");
        var reply = new ResourceReply { Id = "ada", Version = "W/\"1\"", Location = $"{BaseUri}/Users/ada" };
        _published = _users.Publish(Key, new LocalUser(User, BaseUri, "ada@x", _marks.Of(tenant, user), tenant, user, reply))!;
    }

    public bool Holds { get; private set; } = true;

    public bool IsShared { get; private set; }

    [Fact]
    public void Find_WhatWasPublished_FindsItByKeyAndName()
    {
        Assert.Same(_published.Reply, Find());
        Assert.Same(_published.Reply, _users.FindNamed(Key, User, BaseUri, "ada@x"));
        Assert.Null(_users.FindNamed(Key, User, BaseUri, "bob@x"));
    }

    [Fact]
    public void Find_ForAnotherAddressTypeOrTenant_FindsNothing()
    {
        Assert.Null(_users.Find(Key, User, "https://other.test/tenants/acme/scim/v2"));
        Assert.Null(_users.Find(Key, TenantSchemas.Default.ByName("Group")!, BaseUri));
        Assert.Null(_users.Find("other/ada", User, BaseUri));
    }

    [Fact]
    public void Find_AfterAChangeOfHisGroups_FindsNothing()
    {
        var members = new MembershipDelta { Remove = ["ada"] };
        _marks.Written(new ResourceState { Tenant = "acme", Kind = ResourceKinds.Group, Id = "g", Version = 2, Operation = ChangeOperation.Update, Members = members }, false);
        Assert.Null(Find());
    }

    [Fact]
    public void Find_WhileTheSiloMayHaveBeenGivenUp_FindsNothing()
    {
        Holds = false;
        Assert.Null(Find());
        Holds = true;
        Assert.NotNull(Find());
    }

    [Fact]
    public void Find_WhileChangesAreMissed_FindsNothingAndNothingIsKept()
    {
        IsShared = true;
        Assert.Null(Find());
        Assert.Null(_users.Publish(Key, _published));
    }

    [Fact]
    public void Find_WhenItsLifeIsOver_FindsNothing()
    {
        _clock.Advance(LocalUsers.LongestLife - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(Find());
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(Find());
    }

    [Fact]
    public void Withdraw_TakesBackItsOwnAndNoNewerOne()
    {
        LocalUser newer = _users.Publish(Key, _published with { Name = "new" })!;
        _users.Withdraw(Key, _published);
        Assert.NotNull(Find());
        _users.Withdraw(Key, newer);
        Assert.Null(Find());
    }

    private ResourceReply? Find() => _users.Find(Key, User, BaseUri);
}
