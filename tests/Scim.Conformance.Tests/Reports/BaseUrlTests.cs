using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: an administrator opens the base URL to check it and gets 404, or enters it with a trailing slash, so that
/// the client asks for <c>//Users</c>.
/// </summary>
[Trait("rfc", "7644-3.2")]
public sealed class BaseUrlTests(SharedServer server)
{
    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Base_OfTenant_LinksToItsEndpoints(string suffix)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimResponse links = (await tenant.Scim.GetAsync(suffix)).AssertStatus(200);
        foreach (string name in new[] { "ServiceProviderConfig", "ResourceTypes", "Schemas", "Users", "Groups" })
        {
            Assert.Equal($"{tenant.Url}/{name}", links.GetText($"/links/{name}"));
            (await tenant.Scim.GetAsync($"/{name}")).AssertStatus(200);
        }

        Assert.Equal($"{tenant.Url}/Bulk", links.GetText("/links/Bulk"));
        (await tenant.Scim.WithToken(null).GetAsync(suffix)).AssertError(401);
        (await tenant.Scim.PostAsync(suffix, new { })).AssertError(405);
        await tenant.ChangeSettingsAsync(new { discovery = new { publicSchemas = true } });
        Assert.Equal(links.Body, (await tenant.Scim.WithToken(null).GetAsync(suffix)).AssertStatus(200).Body);
    }

    [Fact]
    public async Task RepeatedSlashes_InPath_CountAsOne()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimClient slash = new($"{tenant.Url}/", tenant.Token);
        string user = (await slash.PostAsync("/Users", RequestBodies.CreateUser("ada"))).AssertStatus(201).Id;
        ScimResponse read = (await tenant.Scim.GetAsync($"//Users//{user}/")).AssertStatus(200);
        Assert.Equal($"{tenant.Url}/Users/{user}", read.GetText("/meta/location"));
        Assert.Equal(1, (await slash.GetAsync("///Users?filter=userName%20eq%20%22ada%22")).TotalResults);
        (await slash.DeleteAsync($"/Users//{user}")).AssertStatus(204);
        (await slash.GetAsync("/Nothing")).AssertError(404);
        ScimClient root = new($"{server.BaseUrl}//tenants//{tenant.Id}//scim//v2", tenant.Token);
        (await root.GetAsync("/Users")).AssertStatus(200);
    }
}
