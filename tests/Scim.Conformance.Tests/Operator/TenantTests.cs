using System.Text.Json;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Operator;

/// <summary>The operator creates, reads, lists and deletes tenants.</summary>
public sealed class TenantTests(SharedServer server)
{
    private OperatorClient Api => server.Operator;

    [Fact]
    public async Task Post_OfNewTenant_Is201AndShowsItEverywhere()
    {
        string id = CreateTenantId();
        ScimResponse created = (
            await Api.SendRequestAsync("POST", "/tenants", new { id, displayName = "Acme Ltd" })
        ).AssertStatus(201);
        Assert.Equal(id, created.Id);
        Assert.Equal("Acme Ltd", created.GetText("/displayName"));

        ScimResponse read = (await Api.GetAsync($"/tenants/{id}")).AssertStatus(200);
        Assert.Equal(id, read.Id);
        Assert.Equal("Acme Ltd", read.GetText("/displayName"));
        Assert.True(ContainsTenant((await Api.GetAsync("/tenants")).AssertStatus(200).Json, id));
    }

    [Fact]
    public async Task Post_OfExistingTenant_Is409AndChangesNothing()
    {
        TestTenant tenant = await Api.CreateTenantAsync();
        await tenant.Scim.CreateUserAsync("kept");
        (await Api.SendRequestAsync("POST", "/tenants", new { id = tenant.Id, displayName = "Other" })).AssertStatus(
            409
        );
        Assert.Equal(
            $"Tenant {tenant.Id}",
            (await Api.GetAsync($"/tenants/{tenant.Id}")).AssertStatus(200).GetText("/displayName")
        );
        Assert.Equal(1, (await tenant.Scim.GetAsync("/Users")).AssertStatus(200).TotalResults);
    }

    [Fact]
    public async Task Post_OfOneIdConcurrently_CreatesOneTenant()
    {
        string id = CreateTenantId();
        ScimResponse[] responses = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(_ => Api.SendRequestAsync("POST", "/tenants", new { id, displayName = "Race" }))
        );
        Assert.Single(responses, response => response.Status == 201);
        Assert.All(responses, response => response.AssertStatus(201, 409));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("acme-2-x")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123")]
    public async Task Post_OfIdOfLettersDigitsHyphens_Is201(string shape)
    {
        string suffix = CreateTenantId()[2..];
        string id = shape.Length == 63 ? shape[..(63 - suffix.Length)] + suffix : $"{shape}{suffix}";
        (await Api.SendRequestAsync("POST", "/tenants", new { id, displayName = "x" })).AssertStatus(201);
        (await Api.GetAsync($"/tenants/{id}")).AssertStatus(200);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"Acme\"")]
    [InlineData("\"ac_me\"")]
    [InlineData("\"ac.me\"")]
    [InlineData("\"ac me\"")]
    [InlineData("\"ac/me\"")]
    [InlineData("\"../acme\"")]
    [InlineData("\"acm\\u00e9\"")]
    [InlineData("\"acme\\u0000\"")]
    [InlineData("\"acme\\n\"")]
    [InlineData("\"1234567890123456789012345678901234567890123456789012345678901234\"")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task Post_OfAnyOtherId_Is400(string id) =>
        (await Api.SendRequestAsync("POST", "/tenants", $$"""{"id":{{id}},"displayName":"x"}""")).AssertStatus(400);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"displayName":"x"}""")]
    [InlineData("""{"id":"wrong-name","displayName":7}""")]
    public async Task Post_OfInvalidBody_Is400(string body) =>
        (await Api.SendRequestAsync("POST", "/tenants", body)).AssertStatus(400);

    [Fact]
    public async Task Get_OfUnknownTenant_Is404()
    {
        (await Api.GetAsync($"/tenants/{CreateTenantId()}")).AssertStatus(404);
        (await Api.GetAsync($"/tenants/{CreateTenantId()}/settings")).AssertStatus(404);
        (await Api.GetAsync($"/tenants/{CreateTenantId()}/tokens")).AssertStatus(404);
        (await Api.SendRequestAsync("DELETE", $"/tenants/{CreateTenantId()}")).AssertStatus(404);
        (await Api.SendRequestAsync("PATCH", $"/tenants/{CreateTenantId()}/settings", new { })).AssertStatus(404);
        (
            await Api.SendRequestAsync(
                "POST",
                $"/tenants/{CreateTenantId()}/tokens",
                new { name = "x", scopes = new[] { "scim:read" } }
            )
        ).AssertStatus(404);
    }

    [Fact]
    public async Task Delete_OfTenant_AllowsReuseOfItsIdWithoutData()
    {
        TestTenant tenant = await Api.CreateTenantAsync();
        string user = await tenant.Scim.CreateUserAsync("gone");
        await tenant.Scim.CreateGroupAsync("Gone", user);
        await Api.ChangeSettingsAsync(tenant.Id, new { patch = new { replaceCreates = false } });

        (await Api.SendRequestAsync("DELETE", $"/tenants/{tenant.Id}")).AssertStatus(204);
        (await Api.GetAsync($"/tenants/{tenant.Id}")).AssertStatus(404);
        Assert.False(ContainsTenant((await Api.GetAsync("/tenants")).AssertStatus(200).Json, tenant.Id));
        await Polling.WaitUntilAsync(
            async () => (await tenant.Scim.GetAsync($"/Users/{user}")).Status is 401 or 404,
            TimeSpan.FromSeconds(1),
            () => "the deleted tenant is still served"
        );
        (await tenant.Scim.GetAsync("/Users")).AssertError(401, 404);

        TestTenant again = await Api.CreateTenantAsync(tenant.Id);
        (await tenant.Scim.GetAsync("/Users")).AssertError(401);
        Assert.Equal((0, 0), await again.Scim.CountResourcesAsync());
        (await again.Scim.GetAsync($"/Users/{user}")).AssertError(404);
        Assert.True(
            (await Api.GetAsync($"/tenants/{tenant.Id}/settings"))
                .AssertStatus(200)
                .GetElement("/patch/replaceCreates")
                .GetBoolean()
        );
        Assert.NotEqual(user, await again.Scim.CreateUserAsync("gone"));
        await again.Scim.CreateGroupAsync("Gone");
    }

    private static string CreateTenantId() => $"x-{Guid.NewGuid():N}"[..20];

    private static bool ContainsTenant(JsonElement json, string id) =>
        json.ValueKind switch
        {
            JsonValueKind.Array => json.EnumerateArray().Any(item => ContainsTenant(item, id)),
            JsonValueKind.Object => JsonPointer.FindElement(json, "/id") is { ValueKind: JsonValueKind.String } value
                && value.GetString() == id
                || json.EnumerateObject().Any(member => ContainsTenant(member.Value, id)),
            _ => false,
        };
}
