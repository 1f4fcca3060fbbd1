using System.Text.Json;
using Scim.Gateway.Operator;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Tests;

/// <summary>Tests the JSON of operator API responses.</summary>
public sealed class OperatorJsonContextTests
{
    private static readonly DateTimeOffset Timestamp = new(2030, 1, 31, 13, 0, 0, 5, TimeSpan.FromHours(1));

    [Fact]
    public void TenantList_HasTenantsAndNext() =>
        Assert.Equal(
            """{"tenants":[{"id":"acme","displayName":"Acme","created":"2030-01-31T12:00:00.005Z","state":"active"}],"next":null}""",
            JsonSerializer.Serialize(
                new TenantListBody([new TenantBody("acme", "Acme", Timestamp, "active")], null),
                OperatorJsonContext.Default.TenantListBody
            )
        );

    [Fact]
    public void Token_ShowsItsSecretOnlyWhereGiven()
    {
        var info = new TokenInfo
        {
            Id = "1",
            Name = "entra",
            Scopes = ["scim:read"],
            Created = Timestamp,
        };
        Assert.Equal(
            """{"id":"1","name":"entra","token":"scim_x","scopes":["scim:read"],"created":"2030-01-31T12:00:00.005Z","expiresAt":null,"lastUsedAt":null}""",
            JsonSerializer.Serialize(TokenBody.FromInfo(info, "scim_x"), OperatorJsonContext.Default.TokenBody)
        );
        Assert.Equal(
            """{"tokens":[{"id":"1","name":"entra","scopes":["scim:read"],"created":"2030-01-31T12:00:00.005Z","expiresAt":null,"lastUsedAt":"2030-01-31T12:00:00.005Z"}]}""",
            JsonSerializer.Serialize(
                new TokenListBody([TokenBody.FromInfo(info with { LastUsedAt = Timestamp })]),
                OperatorJsonContext.Default.TokenListBody
            )
        );
        Assert.DoesNotContain("scim_x", TokenBody.FromInfo(info, "scim_x").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_AreCamelCase() =>
        Assert.StartsWith(
            "{\"patch\":{\"replaceCreates\":true}",
            JsonSerializer.Serialize(new TenantSettings(), OperatorJsonContext.Default.TenantSettings),
            StringComparison.Ordinal
        );
}
