using System.Text;
using Microsoft.Extensions.Primitives;
using Scim.Gateway.Security;

namespace Scim.Gateway.Tests.Security;

/// <summary>Tests the parsing of the <c>Authorization</c> header.</summary>
[Trait("rfc", "7644-2")]
public sealed class AuthorizationHeaderTests
{
    [Theory]
    [InlineData("Bearer scim_abc", "scim_abc")]
    [InlineData("bearer scim_abc", "scim_abc")]
    [InlineData("BEARER   scim_abc ", "scim_abc")]
    [InlineData("Bearer a-._~+/b==", "a-._~+/b==")]
    [InlineData("Bearer", null)]
    [InlineData("Bearer ", null)]
    [InlineData("Bearer a b", null)]
    [InlineData("Bearer \u00e9", null)]
    [InlineData("Bearerscim_abc", null)]
    [InlineData("Bearer\tscim_abc", null)]
    [InlineData("Basic scim_abc", null)]
    [InlineData("scim_abc", null)]
    [InlineData("", null)]
    public void GetBearerToken_OfAHeader_IsItsTokenOrNull(string header, string? token) =>
        Assert.Equal(token, AuthorizationHeader.GetBearerToken(header));

    [Fact]
    public void GetBearerToken_OfNoHeaderOrTwoOrAHugeOne_IsNull()
    {
        Assert.Null(AuthorizationHeader.GetBearerToken(StringValues.Empty));
        Assert.Null(AuthorizationHeader.GetBearerToken(new StringValues(["Bearer a", "Bearer a"])));
        Assert.Null(AuthorizationHeader.GetBearerToken("Bearer " + new string('a', 20_000)));
    }

    [Theory]
    [InlineData("operator:key", "operator", "key")]
    [InlineData("operator:a:b", "operator", "a:b")]
    [InlineData(":", "", "")]
    [InlineData("operator:\u00e9\u20ac", "operator", "\u00e9\u20ac")]
    public void TryReadBasic_OfCredentials_ParsesThem(string text, string user, string password)
    {
        string header = "bAsIc " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        Assert.True(AuthorizationHeader.TryReadBasic(header, out string foundUser, out string foundPassword));
        Assert.Equal((user, password), (foundUser, foundPassword));
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!")]
    [InlineData("Basic b3BlcmF0b3I=")]
    [InlineData("Bearer b3BlcmF0b3I6a2V5")]
    public void TryReadBasic_OfAnythingElse_IsFalse(string header) =>
        Assert.False(AuthorizationHeader.TryReadBasic(header, out _, out _));
}
