namespace Scim.Conformance.Tests.Operator;

/// <summary>A tenant's settings are read as JSON and changed by merge patch (RFC 7396).</summary>
public sealed class SettingsTests(SharedServer server)
{
    [Fact]
    public async Task Get_OfANewTenant_ShowsTheDefaults()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        Assert.True(await ReplaceCreates(tenant));
    }

    [Fact]
    public async Task Patch_OfASwitch_TurnsItAndNullTurnsItBack()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        await server.Operator.ChangeSettings(tenant.Id, new { patch = new { replaceCreates = false } });
        Assert.False(await ReplaceCreates(tenant));
        await server.Operator.ChangeSettings(tenant.Id, new { });
        Assert.False(await ReplaceCreates(tenant));
        await server.Operator.ChangeSettings(tenant.Id, new { patch = new { replaceCreates = (bool?)null } });
        Assert.True(await ReplaceCreates(tenant));
        await server.Operator.ChangeSettings(tenant.Id, new { patch = new { replaceCreates = false } });
        await server.Operator.ChangeSettings(tenant.Id, new { patch = (object?)null });
        Assert.True(await ReplaceCreates(tenant));
    }

    [Fact, Trait("rfc", "7644-3.5.2.3")]
    public async Task Patch_OfReplaceCreates_DecidesWhatReplaceOnAnAbsentValuePathDoes()
    {
        TestTenant lenient = await server.Operator.NewTenant();
        TestTenant strict = await server.Operator.NewTenant();
        await strict.RefuseReplaceCreates();
        object patch = Bodies.Patch(Bodies.Replace("emails[type eq \"work\"].value", "ada@work.example"));

        string user = await lenient.Scim.CreateUser("ada");
        (await lenient.Scim.Patch($"/Users/{user}", patch)).Expect(200, 204);
        Assert.Equal("ada@work.example", (await lenient.Scim.Get($"/Users/{user}")).Expect(200).Text("/emails/0/value"));
        Assert.Equal("work", (await lenient.Scim.Get($"/Users/{user}")).Expect(200).Text("/emails/0/type"));

        user = await strict.Scim.CreateUser("ada");
        ScimResponse refused = (await strict.Scim.Patch($"/Users/{user}", patch)).ExpectError(400, "noTarget");
        Assert.Contains("emails", refused.Text("/detail"), StringComparison.Ordinal);
        Assert.False((await strict.Scim.Get($"/Users/{user}")).Expect(200).Has("/emails"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"patch":7}""")]
    [InlineData("""{"patch":{"replaceCreates":"no"}}""")]
    [InlineData("""{"patch":{"replaceCreates":{}}}""")]
    public async Task Patch_OfWrongTypes_Is400AndChangesNothing(string body)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", body)).Expect(400);
        Assert.True(await ReplaceCreates(tenant));
    }

    [Fact]
    public async Task Patch_OfAMisspeltSetting_Is400AndNamesIt()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        ScimResponse response = (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings",
            new { patch = new { replaceCreate = false } })).Expect(400);
        Assert.Contains("replaceCreate", response.Body, StringComparison.Ordinal);
    }

    private async Task<bool> ReplaceCreates(TestTenant tenant) =>
        (await server.Operator.Get($"/tenants/{tenant.Id}/settings")).Expect(200).At("/patch/replaceCreates").GetBoolean();
}
