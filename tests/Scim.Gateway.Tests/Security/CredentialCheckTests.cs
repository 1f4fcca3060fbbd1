using System.Security.Cryptography;
using System.Text;
using Scim.Gateway.Security;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Tests.Security;

/// <summary>Tokens are recognised by digest, until they expire.</summary>
public sealed class CredentialCheckTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Find_OfAToken_IsItsOwnCredential()
    {
        TenantSnapshot tenant = Tenant(Credential("one", "scim_1"), Credential("two", "scim_2"));
        Assert.Equal("one", CredentialCheck.Find(tenant, "scim_1", Now)!.Id);
        Assert.Equal("two", CredentialCheck.Find(tenant, "scim_2", Now)!.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("scim_")]
    [InlineData("scim_3")]
    [InlineData("scim_1 ")]
    [InlineData("SCIM_1")]
    public void Find_OfAnotherText_IsNull(string token) => Assert.Null(CredentialCheck.Find(Tenant(Credential("one", "scim_1")), token, Now));

    [Fact]
    public void Find_OfALongText_IsNullOrFoundLikeAnyOther()
    {
        string token = "scim_" + new string('x', 4000);
        Assert.Null(CredentialCheck.Find(Tenant(Credential("one", "scim_1")), token, Now));
        Assert.NotNull(CredentialCheck.Find(Tenant(Credential("one", token)), token, Now));
    }

    [Fact]
    public void Find_WithoutCredentials_IsNull() => Assert.Null(CredentialCheck.Find(Tenant(), "scim_1", Now));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Find_AroundTheExpiry_EndsAtIt(int secondsLeft, bool found)
    {
        Credential credential = Credential("one", "scim_1") with { ExpiresAt = Now.AddSeconds(secondsLeft) };
        Assert.Equal(found, CredentialCheck.Find(Tenant(credential), "scim_1", Now) is not null);
    }

    [Fact]
    public void Allows_OfAScope_LooksForExactlyIt()
    {
        var reader = new Authenticated(Tenant(), "token:one", [TokenScopes.ScimRead], User: null);
        Assert.True(reader.Allows(TokenScopes.ScimRead));
        Assert.False(reader.Allows(TokenScopes.ScimWrite));
        Assert.False((reader with { Scopes = [] }).Allows(TokenScopes.ScimRead));
    }

    private static TenantSnapshot Tenant(params Credential[] credentials) =>
        new() { Tenant = "acme", Version = 1, Settings = new TenantSettings(), Credentials = credentials };

    private static Credential Credential(string id, string token) =>
        new() { Id = id, Digest = SHA256.HashData(Encoding.UTF8.GetBytes(token)), Scopes = TokenScopes.All };
}
