using System.Text.Json;
using Scim.Gateway.Operator;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Tests.Operator;

/// <summary>The shapes of the operator API's answers.</summary>
public sealed class OperatorJsonTests
{
    private static readonly DateTimeOffset At = new(2030, 1, 31, 13, 0, 0, 5, TimeSpan.FromHours(1));

    [Fact]
    public void TenantList_HasTenantsAndNext() => Assert.Equal(
        """{"tenants":[{"id":"acme","displayName":"Acme","created":"2030-01-31T12:00:00.005Z","state":"active"}],"next":null}""",
        JsonSerializer.Serialize(new TenantListBody([new TenantBody("acme", "Acme", At, "active")], null), OperatorJson.Default.TenantListBody));

    [Fact]
    public void Token_ShowsItsSecretOnlyWhereGiven()
    {
        var info = new TokenInfo { Id = "1", Name = "entra", Scopes = ["scim:read"], Created = At };
        Assert.Equal(
            """{"id":"1","name":"entra","token":"scim_x","scopes":["scim:read"],"created":"2030-01-31T12:00:00.005Z","expiresAt":null,"lastUsedAt":null}""",
            JsonSerializer.Serialize(TokenBody.Of(info, "scim_x"), OperatorJson.Default.TokenBody));
        Assert.Equal(
            """{"tokens":[{"id":"1","name":"entra","scopes":["scim:read"],"created":"2030-01-31T12:00:00.005Z","expiresAt":null,"lastUsedAt":"2030-01-31T12:00:00.005Z"}]}""",
            JsonSerializer.Serialize(new TokenListBody([TokenBody.Of(info with { LastUsedAt = At })]), OperatorJson.Default.TokenListBody));
        Assert.DoesNotContain("scim_x", TokenBody.Of(info, "scim_x").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_AreCamelCase() => Assert.StartsWith(
        "{\"patch\":{\"replaceCreates\":true}", JsonSerializer.Serialize(new TenantSettings(), OperatorJson.Default.TenantSettings), StringComparison.Ordinal);
}
