using Microsoft.Extensions.Time.Testing;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Caching;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tests.Caching;

public sealed class UserResponseCacheTests : ISiloLiveness, IStorageCapabilities
{
    private const string UserKey = "acme/ada",
        BaseUri = "https://scim.test/tenants/acme/scim/v2";
    private static readonly ResourceType UserType = TenantSchemas.Default.FindByName("User")!;
    private readonly FakeTimeProvider _clock = new();
    private readonly MembershipVersions _versions;
    private readonly UserResponseCache _cache;
    private readonly CachedUserResponse _publishedReply;

    public UserResponseCacheTests()
    {
        _versions = new MembershipVersions(this, _clock);
        _cache = new UserResponseCache(_versions, _clock, [this]);
        int tenant = MembershipVersions.GetCounterIndex("acme"),
            user = MembershipVersions.GetCounterIndex("ada");
        var reply = new ResourceReply
        {
            Id = "ada",
            Version = "W/\"1\"",
            Location = $"{BaseUri}/Users/ada",
        };
        _publishedReply = _cache.AddResponse(
            UserKey,
            new CachedUserResponse(UserType, BaseUri, "ada@x", _versions.GetStamp(tenant, user), tenant, user, reply)
        )!;
    }

    public bool CanServe { get; private set; } = true;

    public bool IsShared { get; private set; }

    [Fact]
    public void Find_AfterPublish_FindsItByKeyAndName()
    {
        Assert.Same(_publishedReply.Reply, FindUser());
        Assert.Same(_publishedReply.Reply, _cache.FindReplyByUserName(UserKey, UserType, BaseUri, "ada@x"));
        Assert.Null(_cache.FindReplyByUserName(UserKey, UserType, BaseUri, "bob@x"));
    }

    [Fact]
    public void Find_ForAnotherAddressTypeOrTenant_FindsNothing()
    {
        Assert.Null(_cache.FindReply(UserKey, UserType, "https://other.test/tenants/acme/scim/v2"));
        Assert.Null(_cache.FindReply(UserKey, TenantSchemas.Default.FindByName("Group")!, BaseUri));
        Assert.Null(_cache.FindReply("other/ada", UserType, BaseUri));
    }

    [Fact]
    public void Find_AfterGroupChange_FindsNothing()
    {
        var members = new MembershipDelta { Remove = ["ada"] };
        _versions.InvalidateGroup(
            new ResourceState
            {
                Tenant = "acme",
                Type = ResourceTypeNames.Group,
                Id = "g",
                Version = 2,
                Operation = ChangeOperation.Update,
                Members = members,
            },
            false
        );
        Assert.Null(FindUser());
    }

    [Fact]
    public void Find_WhenSiloCannotServe_FindsNothing()
    {
        CanServe = false;
        Assert.Null(FindUser());
        CanServe = true;
        Assert.NotNull(FindUser());
    }

    [Fact]
    public void Find_WhenInvalidationsAreMissed_FindsAndStoresNothing()
    {
        IsShared = true;
        Assert.Null(FindUser());
        Assert.Null(_cache.AddResponse(UserKey, _publishedReply));
    }

    [Fact]
    public void Find_WhenExpired_FindsNothing()
    {
        _clock.Advance(UserResponseCache.MaxAge - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(FindUser());
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(FindUser());
    }

    [Fact]
    public void RemoveResponse_OfEntry_RemovesItUnlessNewer()
    {
        CachedUserResponse newer = _cache.AddResponse(UserKey, _publishedReply with { Name = "new" })!;
        _cache.RemoveResponse(UserKey, _publishedReply);
        Assert.NotNull(FindUser());
        _cache.RemoveResponse(UserKey, newer);
        Assert.Null(FindUser());
    }

    private ResourceReply? FindUser() => _cache.FindReply(UserKey, UserType, BaseUri);
}
