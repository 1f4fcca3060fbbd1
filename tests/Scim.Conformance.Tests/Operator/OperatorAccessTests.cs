using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Operator;

/// <summary>The operator API requires the operator key.</summary>
public sealed class OperatorAccessTests(SharedServer server)
{
    public static TheoryData<string, string> Endpoints =>
        new()
        {
            { "GET", "/tenants" },
            { "POST", "/tenants" },
            { "GET", "/tenants/demo" },
            { "DELETE", "/tenants/demo" },
            { "GET", "/tenants/demo/tokens" },
            { "POST", "/tenants/demo/tokens" },
            { "DELETE", "/tenants/demo/tokens/x" },
            { "GET", "/tenants/demo/settings" },
            { "PATCH", "/tenants/demo/settings" },
        };

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Request_WithoutOperatorKey_Is401(string method, string path)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        foreach (
            string? key in new[]
            {
                null,
                "",
                "wrong",
                tenant.Token,
                server.Operator.Key + "x",
                server.Operator.Key![..^1],
            }
        )
        {
            ScimResponse response = (
                await new OperatorClient(server.BaseUrl, key).SendRequestAsync(
                    method,
                    path,
                    method is "POST" or "PATCH" ? new { } : null
                )
            ).AssertStatus(401);
            Assert.True(response.Headers.ContainsKey("WWW-Authenticate"), response.ToString());
        }
    }

    [Fact]
    public async Task Request_ToScimWithOperatorKey_Is401()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        (await tenant.Scim.WithToken(server.Operator.Key).GetAsync("/Users")).AssertError(401);
    }
}
