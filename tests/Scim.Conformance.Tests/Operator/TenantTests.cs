using System.Text.Json;

namespace Scim.Conformance.Tests.Operator;

/// <summary>Tenants are made, read, listed and deleted by the operator.</summary>
public sealed class TenantTests(SharedServer server)
{
    private OperatorClient Api => server.Operator;

    [Fact]
    public async Task Post_OfANewTenant_Is201AndShowsItEverywhere()
    {
        string id = Fresh();
        ScimResponse created = (await Api.Send("POST", "/tenants", new { id, displayName = "Acme Ltd" })).Expect(201);
        Assert.Equal(id, created.Id);
        Assert.Equal("Acme Ltd", created.Text("/displayName"));

        ScimResponse read = (await Api.Get($"/tenants/{id}")).Expect(200);
        Assert.Equal(id, read.Id);
        Assert.Equal("Acme Ltd", read.Text("/displayName"));
        Assert.True(Lists((await Api.Get("/tenants")).Expect(200).Json, id));
    }

    [Fact]
    public async Task Post_OfAnExistingTenant_Is409AndChangesNothing()
    {
        TestTenant tenant = await Api.NewTenant();
        await tenant.Scim.CreateUser("kept");
        (await Api.Send("POST", "/tenants", new { id = tenant.Id, displayName = "Other" })).Expect(409);
        Assert.Equal($"Tenant {tenant.Id}", (await Api.Get($"/tenants/{tenant.Id}")).Expect(200).Text("/displayName"));
        Assert.Equal(1, (await tenant.Scim.Get("/Users")).Expect(200).TotalResults);
    }

    [Fact]
    public async Task Post_OfOneIdByManyAtOnce_CreatesOne()
    {
        string id = Fresh();
        ScimResponse[] responses = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => Api.Send("POST", "/tenants", new { id, displayName = "Race" })));
        Assert.Single(responses, response => response.Status == 201);
        Assert.All(responses, response => response.Expect(201, 409));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("acme-2-x")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123")]
    public async Task Post_OfAnIdOfLettersDigitsHyphens_Is201(string shape)
    {
        string suffix = Fresh()[2..];
        string id = shape.Length == 63 ? shape[..(63 - suffix.Length)] + suffix : $"{shape}{suffix}";
        (await Api.Send("POST", "/tenants", new { id, displayName = "x" })).Expect(201);
        (await Api.Get($"/tenants/{id}")).Expect(200);
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
        (await Api.Send("POST", "/tenants", $$"""{"id":{{id}},"displayName":"x"}""")).Expect(400);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"displayName":"x"}""")]
    [InlineData("""{"id":"wrong-name","displayName":7}""")]
    public async Task Post_OfABrokenBody_Is400(string body) => (await Api.Send("POST", "/tenants", body)).Expect(400);

    [Fact]
    public async Task Get_OfAnUnknownTenant_Is404()
    {
        (await Api.Get($"/tenants/{Fresh()}")).Expect(404);
        (await Api.Get($"/tenants/{Fresh()}/settings")).Expect(404);
        (await Api.Get($"/tenants/{Fresh()}/tokens")).Expect(404);
        (await Api.Send("DELETE", $"/tenants/{Fresh()}")).Expect(404);
        (await Api.Send("PATCH", $"/tenants/{Fresh()}/settings", new { })).Expect(404);
        (await Api.Send("POST", $"/tenants/{Fresh()}/tokens", new { name = "x", scopes = new[] { "scim:read" } })).Expect(404);
    }

    [Fact]
    public async Task Delete_OfATenant_EndsItAndItsNameCanBeUsedAgainEmpty()
    {
        TestTenant tenant = await Api.NewTenant();
        string user = await tenant.Scim.CreateUser("gone");
        await tenant.Scim.CreateGroup("Gone", user);
        await Api.ChangeSettings(tenant.Id, new { patch = new { replaceCreates = false } });

        (await Api.Send("DELETE", $"/tenants/{tenant.Id}")).Expect(204);
        (await Api.Get($"/tenants/{tenant.Id}")).Expect(404);
        Assert.False(Lists((await Api.Get("/tenants")).Expect(200).Json, tenant.Id));
        await Eventually.Holds(async () => (await tenant.Scim.Get($"/Users/{user}")).Status is 401 or 404, TimeSpan.FromSeconds(1),
            () => "the deleted tenant still answers");
        (await tenant.Scim.Get("/Users")).ExpectError(401, 404);

        TestTenant again = await Api.NewTenant(tenant.Id);
        (await tenant.Scim.Get("/Users")).ExpectError(401);
        Assert.Equal((0, 0), await again.Scim.Totals());
        (await again.Scim.Get($"/Users/{user}")).ExpectError(404);
        Assert.True((await Api.Get($"/tenants/{tenant.Id}/settings")).Expect(200).At("/patch/replaceCreates").GetBoolean());
        Assert.NotEqual(user, await again.Scim.CreateUser("gone"));
        await again.Scim.CreateGroup("Gone");
    }

    private static string Fresh() => $"x-{Guid.NewGuid():N}"[..20];

    private static bool Lists(JsonElement json, string id) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().Any(item => Lists(item, id)),
        JsonValueKind.Object => JsonPointer.Find(json, "/id") is { ValueKind: JsonValueKind.String } value && value.GetString() == id
            || json.EnumerateObject().Any(member => Lists(member.Value, id)),
        _ => false,
    };
}
