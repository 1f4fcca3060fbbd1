using Scim.Gateway.Resources;
using Scim.GrainInterfaces.Resources;

namespace Scim.Gateway.Tests.Resources;

/// <summary>Tests which ids are well-formed.</summary>
public sealed class ResourceIdsTests
{
    [Fact]
    public void CreateId_IsAnIdThatCouldBeIssued()
    {
        string id = ResourceIds.CreateId(TimeProvider.System);
        Assert.True(ResourceIds.IsWellFormed(id));
        Assert.Equal('7', id[14]);
    }

    [Fact]
    public void CreateId_WithinAMillisecond_KeepsTheOrder()
    {
        string[] ids = [.. Enumerable.Range(0, 10_000).Select(_ => ResourceIds.CreateId(TimeProvider.System))];
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Theory]
    [InlineData("01890a5d-ac96-774b-bcce-b302099a8057", true)]
    [InlineData("01890A5D-AC96-774B-BCCE-B302099A8057", false)]
    [InlineData("01890a5dac96774bbcceb302099a8057", false)]
    [InlineData("{01890a5d-ac96-774b-bcce-b302099a805}", false)]
    [InlineData("01890a5d-ac96-774b-bcce-b302099a805/", false)]
    [InlineData("01890a5d-ac96-774b-bcceb302099a80577", false)]
    [InlineData("------------------------------------", false)]
    [InlineData("x", false)]
    [InlineData("", false)]
    [InlineData("../demo", false)]
    public void IsWellFormed_OfAText_IsTrueForLowerCaseUuidsOnly(string id, bool could) =>
        Assert.Equal(could, ResourceIds.IsWellFormed(id));
}
