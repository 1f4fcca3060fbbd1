using System.Security.Cryptography;
using System.Text;
using Scim.Gateway.Security;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Tests.Security;

/// <summary>Tests that tokens are matched by digest until they expire.</summary>
public sealed class CredentialMatcherTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void FindCredential_OfToken_ReturnsItsCredential()
    {
        TenantSnapshot tenant = CreateTenant(CreateCredential("one", "scim_1"), CreateCredential("two", "scim_2"));
        Assert.Equal("one", CredentialMatcher.FindCredential(tenant, "scim_1", Now)!.Id);
        Assert.Equal("two", CredentialMatcher.FindCredential(tenant, "scim_2", Now)!.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("scim_")]
    [InlineData("scim_3")]
    [InlineData("scim_1 ")]
    [InlineData("SCIM_1")]
    public void FindCredential_OfAnotherText_IsNull(string token) =>
        Assert.Null(CredentialMatcher.FindCredential(CreateTenant(CreateCredential("one", "scim_1")), token, Now));

    [Fact]
    public void FindCredential_OfLongToken_WorksLikeAnyOther()
    {
        string token = "scim_" + new string('x', 4000);
        Assert.Null(CredentialMatcher.FindCredential(CreateTenant(CreateCredential("one", "scim_1")), token, Now));
        Assert.NotNull(CredentialMatcher.FindCredential(CreateTenant(CreateCredential("one", token)), token, Now));
    }

    [Fact]
    public void FindCredential_WithoutCredentials_IsNull() =>
        Assert.Null(CredentialMatcher.FindCredential(CreateTenant(), "scim_1", Now));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void FindCredential_AroundTheExpiry_MatchesOnlyBefore(int secondsLeft, bool found)
    {
        Credential credential = CreateCredential("one", "scim_1") with { ExpiresAt = Now.AddSeconds(secondsLeft) };
        Assert.Equal(found, CredentialMatcher.FindCredential(CreateTenant(credential), "scim_1", Now) is not null);
    }

    [Fact]
    public void Allows_OfScope_RequiresExactMatch()
    {
        var reader = new AuthenticatedCaller(CreateTenant(), "token:one", [TokenScopes.ScimRead], Subject: null);
        Assert.True(reader.HasScope(TokenScopes.ScimRead));
        Assert.False(reader.HasScope(TokenScopes.ScimWrite));
        Assert.False((reader with { Scopes = [] }).HasScope(TokenScopes.ScimRead));
    }

    private static TenantSnapshot CreateTenant(params Credential[] credentials) =>
        new()
        {
            Tenant = "acme",
            Version = 1,
            Settings = new TenantSettings(),
            Credentials = credentials,
        };

    private static Credential CreateCredential(string id, string token) =>
        new()
        {
            Id = id,
            Digest = SHA256.HashData(Encoding.UTF8.GetBytes(token)),
            Scopes = TokenScopes.All,
        };
}
