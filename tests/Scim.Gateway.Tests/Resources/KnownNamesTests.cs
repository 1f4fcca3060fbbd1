using Scim.Gateway.Resources;
using Scim.GrainInterfaces.Directory;

namespace Scim.Gateway.Tests.Resources;

public sealed class KnownNamesTests
{
    private readonly KnownNames _names = new();

    [Fact]
    public void Find_OfAnotherTenantOrFilter_KnowsNobody()
    {
        _names.Keep("acme", "userName eq \"ada\"", new NamedUser("1", "ada"));
        Assert.Equal("1", _names.Find("acme", "userName eq \"ada\"")?.Id);
        Assert.Null(_names.Find("other", "userName eq \"ada\""));
        Assert.Null(_names.Find("acme", "userName eq \"bob\""));
    }

    [Fact]
    public void Keep_BeyondTheCapacity_ForgetsRatherThanGrows()
    {
        for (int i = 0; i <= KnownNames.Capacity; i++) _names.Keep("acme", $"{i}", new NamedUser("1", "ada"));
        Assert.Null(_names.Find("acme", "0"));
        _names.Keep("acme", "again", new NamedUser("1", "ada"));
        Assert.NotNull(_names.Find("acme", "again"));
    }

    [Fact]
    public void Drop_OfAGuess_ForgetsIt()
    {
        _names.Keep("acme", "f", new NamedUser("1", "ada"));
        _names.Drop("acme", "f");
        Assert.Null(_names.Find("acme", "f"));
    }
}
