using Scim.Gateway.Resources;
using Scim.GrainInterfaces.Directory;

namespace Scim.Gateway.Tests.Resources;

public sealed class UserNameLookupCacheTests
{
    private readonly UserNameLookupCache _cache = new();

    [Fact]
    public void FindUser_OfAnotherTenantOrFilter_FindsNoMatch()
    {
        _cache.AddUser("acme", "userName eq \"ada\"", new UserNameMatch("1", "ada"));
        Assert.Equal("1", _cache.FindUser("acme", "userName eq \"ada\"")?.Id);
        Assert.Null(_cache.FindUser("other", "userName eq \"ada\""));
        Assert.Null(_cache.FindUser("acme", "userName eq \"bob\""));
    }

    [Fact]
    public void AddUser_OverCapacity_EvictsEntries()
    {
        for (int i = 0; i <= UserNameLookupCache.Capacity; i++)
            _cache.AddUser("acme", $"{i}", new UserNameMatch("1", "ada"));
        Assert.Null(_cache.FindUser("acme", "0"));
        _cache.AddUser("acme", "again", new UserNameMatch("1", "ada"));
        Assert.NotNull(_cache.FindUser("acme", "again"));
    }

    [Fact]
    public void RemoveUser_OfEntry_RemovesIt()
    {
        _cache.AddUser("acme", "f", new UserNameMatch("1", "ada"));
        _cache.RemoveUser("acme", "f");
        Assert.Null(_cache.FindUser("acme", "f"));
    }
}
