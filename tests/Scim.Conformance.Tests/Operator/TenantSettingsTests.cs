using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Operator;

/// <summary>A tenant's settings are read as JSON and changed by merge patch (RFC 7396).</summary>
public sealed class TenantSettingsTests(SharedServer server)
{
    [Fact]
    public async Task Get_OfNewTenant_ShowsTheDefaults()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        Assert.True(await CanReplaceCreateAsync(tenant));
    }

    [Fact]
    public async Task Patch_OfSetting_ChangesItAndNullRestoresDefault()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await server.Operator.ChangeSettingsAsync(tenant.Id, new { patch = new { replaceCreates = false } });
        Assert.False(await CanReplaceCreateAsync(tenant));
        await server.Operator.ChangeSettingsAsync(tenant.Id, new { });
        Assert.False(await CanReplaceCreateAsync(tenant));
        await server.Operator.ChangeSettingsAsync(tenant.Id, new { patch = new { replaceCreates = (bool?)null } });
        Assert.True(await CanReplaceCreateAsync(tenant));
        await server.Operator.ChangeSettingsAsync(tenant.Id, new { patch = new { replaceCreates = false } });
        await server.Operator.ChangeSettingsAsync(tenant.Id, new { patch = (object?)null });
        Assert.True(await CanReplaceCreateAsync(tenant));
    }

    [Fact, Trait("rfc", "7644-3.5.2.3")]
    public async Task Patch_OfReplaceCreates_ControlsReplaceOnMissingValuePath()
    {
        TestTenant lenient = await server.Operator.CreateTenantAsync();
        TestTenant strict = await server.Operator.CreateTenantAsync();
        await strict.DisableReplaceCreatesAsync();
        object patch = RequestBodies.CreatePatch(
            RequestBodies.ReplaceOperation("emails[type eq \"work\"].value", "ada@work.example")
        );

        string user = await lenient.Scim.CreateUserAsync("ada");
        (await lenient.Scim.PatchAsync($"/Users/{user}", patch)).AssertStatus(200, 204);
        Assert.Equal(
            "ada@work.example",
            (await lenient.Scim.GetAsync($"/Users/{user}")).AssertStatus(200).GetText("/emails/0/value")
        );
        Assert.Equal(
            "work",
            (await lenient.Scim.GetAsync($"/Users/{user}")).AssertStatus(200).GetText("/emails/0/type")
        );

        user = await strict.Scim.CreateUserAsync("ada");
        ScimResponse refused = (await strict.Scim.PatchAsync($"/Users/{user}", patch)).AssertError(400, "noTarget");
        Assert.Contains("emails", refused.GetText("/detail"), StringComparison.Ordinal);
        Assert.False((await strict.Scim.GetAsync($"/Users/{user}")).AssertStatus(200).HasElement("/emails"));
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
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        (await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}/settings", body)).AssertStatus(400);
        Assert.True(await CanReplaceCreateAsync(tenant));
    }

    [Fact]
    public async Task Patch_OfMisspelledSetting_Is400AndNamesIt()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimResponse response = (
            await server.Operator.SendRequestAsync(
                "PATCH",
                $"/tenants/{tenant.Id}/settings",
                new { patch = new { replaceCreate = false } }
            )
        ).AssertStatus(400);
        Assert.Contains("replaceCreate", response.Body, StringComparison.Ordinal);
    }

    private async Task<bool> CanReplaceCreateAsync(TestTenant tenant) =>
        (await server.Operator.GetAsync($"/tenants/{tenant.Id}/settings"))
            .AssertStatus(200)
            .GetElement("/patch/replaceCreates")
            .GetBoolean();
}
