using System.Globalization;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client that writes to a suspended tenant treats the refusal as final, and does not go on when the tenant
/// is resumed. The 403 says when to retry.
/// </summary>
public sealed class SuspendedTenantTests(SharedServer server)
{
    [Fact]
    public async Task Write_ToSuspendedTenant_Is403WithRetryAfter()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        string user = await tenant.Scim.CreateUserAsync("ada");
        await ChangeStateAsync(tenant, "suspended");
        ScimResponse[] refused =
        [
            await tenant.Scim.PostAsync("/Users", RequestBodies.CreateUser("bob")),
            await tenant.Scim.PutAsync($"/Users/{user}", RequestBodies.CreateUser("ada")),
            await tenant.Scim.DeleteAsync($"/Users/{user}"),
        ];
        foreach (ScimResponse response in refused)
            Assert.InRange(
                int.Parse(response.AssertError(403).GetHeader("Retry-After"), CultureInfo.InvariantCulture),
                1,
                3600
            );
        Assert.False(
            (await tenant.Scim.GetAsync($"/Users/{user}")).AssertStatus(200).Headers.ContainsKey("Retry-After")
        );
        await ChangeStateAsync(tenant, "active");
        (await tenant.Scim.DeleteAsync($"/Users/{user}")).AssertStatus(204);
    }

    [Fact]
    public async Task Refusal_OfMissingScope_HasNoRetryAfter()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        string reader = (await server.Operator.IssueTokenAsync(tenant.Id, scopes: ["scim:read"])).Token;
        ScimResponse refused = await tenant.Scim.WithToken(reader).PostAsync("/Users", RequestBodies.CreateUser("bob"));
        Assert.False(refused.AssertError(403).Headers.ContainsKey("Retry-After"));
    }

    private async Task ChangeStateAsync(TestTenant tenant, string state) =>
        (await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}", new { state })).AssertStatus(200);
}
