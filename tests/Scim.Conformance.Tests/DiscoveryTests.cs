using System.Text.Json;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests;

/// <summary>The discovery documents describe the service, and the service behaves as they say.</summary>
[Trait("rfc", "7644-4")]
public sealed class DiscoveryTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Theory]
    [InlineData("/patch/supported")]
    [InlineData("/filter/supported")]
    [InlineData("/sort/supported")]
    [InlineData("/etag/supported")]
    public async Task ServiceProviderConfig_AnnouncesSupportedFeatures(string feature) =>
        Assert.True((await Scim.GetAsync("/ServiceProviderConfig")).AssertStatus(200).GetElement(feature).GetBoolean());

    [Fact]
    public async Task ServiceProviderConfig_HasRequiredAttributes()
    {
        ScimResponse config = (await Scim.GetAsync("/ServiceProviderConfig")).AssertStatus(200);
        Assert.Equal("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig", config.GetText("/schemas/0"));
        foreach (
            string pointer in new[]
            {
                "/bulk/supported",
                "/bulk/maxOperations",
                "/bulk/maxPayloadSize",
                "/filter/maxResults",
                "/changePassword/supported",
                "/authenticationSchemes/0/type",
            }
        )
            Assert.True(config.HasElement(pointer), $"{pointer}: {config}");
        Assert.Equal("oauthbearertoken", config.GetText("/authenticationSchemes/0/type"));
    }

    [Fact]
    public async Task ServiceProviderConfig_MaxResults_IsEnforced()
    {
        int max = (await Scim.GetAsync("/ServiceProviderConfig")).AssertStatus(200).GetInt32("/filter/maxResults");
        Assert.InRange(max, 100, 100_000);
        Assert.True((await Scim.GetAsync("/Users?count=1000000000")).AssertStatus(200).Resources.Count <= max);
    }

    [Fact]
    public async Task ResourceTypes_IncludeUserAndGroup()
    {
        ScimResponse types = (await Scim.GetAsync("/ResourceTypes")).AssertStatus(200);
        Assert.Contains("/Users", types.GetTexts("/Resources", "/endpoint"));
        Assert.Contains("/Groups", types.GetTexts("/Resources", "/endpoint"));
        ScimResponse user = (await Scim.GetAsync("/ResourceTypes/User")).AssertStatus(200);
        Assert.Equal(ScimUrns.User, user.GetText("/schema"));
        Assert.Equal(ScimUrns.Enterprise, user.GetText("/schemaExtensions/0/schema"));
        Assert.False(user.GetElement("/schemaExtensions/0/required").GetBoolean());
        Assert.Equal(
            ScimUrns.Group,
            (await Scim.GetAsync("/ResourceTypes/Group")).AssertStatus(200).GetText("/schema")
        );
        (await Scim.GetAsync("/ResourceTypes/Banana")).AssertError(404);
    }

    [Theory]
    [InlineData(ScimUrns.User, "userName", "required", "true")]
    [InlineData(ScimUrns.User, "userName", "uniqueness", "\"server\"")]
    [InlineData(ScimUrns.User, "password", "returned", "\"never\"")]
    [InlineData(ScimUrns.User, "groups", "mutability", "\"readOnly\"")]
    [InlineData(ScimUrns.User, "emails", "multiValued", "true")]
    [InlineData(ScimUrns.Group, "displayName", "required", "true")]
    [InlineData(ScimUrns.Group, "members", "type", "\"complex\"")]
    [InlineData(ScimUrns.Enterprise, "manager", "type", "\"complex\"")]
    public async Task Schemas_DescribeTheAttributes(string schema, string attribute, string characteristic, string json)
    {
        foreach (
            JsonElement described in new[]
            {
                (await Scim.GetAsync($"/Schemas/{schema}")).AssertStatus(200).Json,
                (await Scim.GetAsync("/Schemas"))
                    .AssertStatus(200)
                    .Resources.Single(item => item.GetProperty("id").GetString() == schema),
            }
        )
        {
            JsonElement found = described
                .GetProperty("attributes")
                .EnumerateArray()
                .Single(item => item.GetProperty("name").GetString() == attribute);
            Assert.Equal(json, found.GetProperty(characteristic).GetRawText());
        }
    }

    [Fact]
    public async Task Schemas_HaveEveryCharacteristicAndNoNull()
    {
        ScimResponse schemas = (await Scim.GetAsync("/Schemas")).AssertStatus(200);
        Assert.DoesNotContain(
            ":null",
            schemas.Body.Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Equal(schemas.Resources.Count, schemas.TotalResults);
        foreach (JsonElement schema in schemas.Resources)
        {
            Assert.NotEmpty(schema.GetProperty("attributes").EnumerateArray());
            foreach (JsonElement attribute in schema.GetProperty("attributes").EnumerateArray())
                AssertComplete(attribute);
        }
    }

    [Theory]
    [InlineData("/ServiceProviderConfig")]
    [InlineData("/ResourceTypes")]
    [InlineData("/Schemas")]
    public async Task Documents_CannotBeChanged(string path)
    {
        foreach (string method in new[] { "POST", "PUT", "PATCH", "DELETE" })
            (await Scim.SendAsync(method, path, method == "DELETE" ? null : new { })).AssertError(405, 404, 501);
    }

    [Theory]
    [InlineData("/ResourceTypes")]
    [InlineData("/Schemas")]
    public async Task Documents_CannotBeFiltered(string path) =>
        (await Scim.QueryResourcesAsync(path, "id eq \"User\"")).AssertError(403);

    private static void AssertComplete(JsonElement attribute)
    {
        foreach (string characteristic in new[] { "name", "type", "multiValued", "required", "mutability", "returned" })
            Assert.True(
                attribute.TryGetProperty(characteristic, out _),
                $"{characteristic} is missing: {attribute.GetRawText()}"
            );
        if (!attribute.TryGetProperty("subAttributes", out JsonElement subs))
            return;
        foreach (JsonElement sub in subs.EnumerateArray())
            AssertComplete(sub);
    }
}
