using Scim.Gateway.Http;

namespace Scim.Gateway.Tests.Http;

[Trait("rfc", "7240-4.4")]
public sealed class StrictHandlingTests
{
    [Theory]
    [InlineData("handling=strict", true)]
    [InlineData("HANDLING = \"strict\"; foo=bar", true)]
    [InlineData("return=minimal, handling=strict", true)]
    [InlineData("handling=lenient, handling=strict", false)]
    [InlineData("handling=Strict", false)]
    [InlineData("handling", false)]
    [InlineData("return=strict", false)]
    [InlineData("", false)]
    public void HasStrictHandling_OfHeader_ReadsTheFirstHandling(string header, bool isStrict) =>
        Assert.Equal(isStrict, PreferHeader.HasStrictHandling(header));

    [Fact]
    public void ParseReturnPreference_BesideHandling_IsRead() =>
        Assert.Equal(
            ReturnPreference.Minimal,
            PreferHeader.ParseReturnPreference(new[] { "handling=strict", "return=minimal" })
        );
}
