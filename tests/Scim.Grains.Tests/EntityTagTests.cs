using Scim.Grains.Representations;

namespace Scim.Grains.Tests;

public sealed class EntityTagTests
{
    [Theory, Trait("rfc", "7644-3.14")]
    [InlineData(3, 0u, "W/\"3\"")]
    [InlineData(3, 0xabu, "W/\"3.000000ab\"")]
    public void Format_ContainsVersionAndDerivedHash(long version, uint derived, string expected) =>
        Assert.Equal(expected, EntityTag.Format(version, derived));

    [Theory, Trait("rfc", "7644-3.14")]
    [InlineData(null, true)]
    [InlineData("*", true)]
    [InlineData("W/\"3\"", true)]
    [InlineData("\"3\"", true)]
    [InlineData("W/\"3.9f86d081\"", true)] // the same version, seen with groups
    [InlineData("W/\"1\", W/\"3\"", true)]
    [InlineData("W/\"2\"", false)]
    [InlineData("W/\"33\"", false)]
    [InlineData("", false)]
    [InlineData("garbage", false)]
    [InlineData("W/\"-3\"", false)]
    public void IsChangeAllowed_ComparesTheResourcesOwnVersion(string? ifMatch, bool allowed) =>
        Assert.Equal(allowed, EntityTag.IsChangeAllowed(ifMatch, 3));

    [Theory, Trait("rfc", "7644-3.14")]
    [InlineData(null, false)]
    [InlineData("*", true)]
    [InlineData("W/\"3.9f86d081\"", true)]
    [InlineData("\"3.9f86d081\"", true)]
    [InlineData("W/\"3\"", false)] // without the groups that came since
    [InlineData("W/\"1\", W/\"3.9f86d081\"", true)]
    public void HasCurrent_ComparesTheWholeTag(string? ifNoneMatch, bool current) =>
        Assert.Equal(current, EntityTag.HasCurrent(ifNoneMatch, "W/\"3.9f86d081\""));
}
