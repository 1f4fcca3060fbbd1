using System.Text.Json;

namespace Scim.Conformance.Tests.Discovery;

/// <summary>What the service says of itself, and that it is so.</summary>
[Trait("rfc", "7644-4")]
public sealed class DiscoveryTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Theory]
    [InlineData("/patch/supported")]
    [InlineData("/filter/supported")]
    [InlineData("/sort/supported")]
    [InlineData("/etag/supported")]
    public async Task ServiceProviderConfig_AnnouncesWhatThereIs(string feature) =>
        Assert.True((await Scim.Get("/ServiceProviderConfig")).Expect(200).At(feature).GetBoolean());

    [Fact]
    public async Task ServiceProviderConfig_HasItsRequiredParts()
    {
        ScimResponse config = (await Scim.Get("/ServiceProviderConfig")).Expect(200);
        Assert.Equal("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig", config.Text("/schemas/0"));
        foreach (string pointer in new[] { "/bulk/supported", "/bulk/maxOperations", "/bulk/maxPayloadSize", "/filter/maxResults",
            "/changePassword/supported", "/authenticationSchemes/0/type" })
            Assert.True(config.Has(pointer), $"{pointer}: {config}");
        Assert.Equal("oauthbearertoken", config.Text("/authenticationSchemes/0/type"));
    }

    [Fact]
    public async Task ServiceProviderConfig_MaxResults_IsKept()
    {
        int max = (await Scim.Get("/ServiceProviderConfig")).Expect(200).Int("/filter/maxResults");
        Assert.InRange(max, 100, 100_000);
        Assert.True((await Scim.Get("/Users?count=1000000000")).Expect(200).Resources.Count <= max);
    }

    [Fact]
    public async Task ResourceTypes_NameUsersAndGroups()
    {
        ScimResponse types = (await Scim.Get("/ResourceTypes")).Expect(200);
        Assert.Contains("/Users", types.Each("/Resources", "/endpoint"));
        Assert.Contains("/Groups", types.Each("/Resources", "/endpoint"));
        ScimResponse user = (await Scim.Get("/ResourceTypes/User")).Expect(200);
        Assert.Equal(Urn.User, user.Text("/schema"));
        Assert.Equal(Urn.Enterprise, user.Text("/schemaExtensions/0/schema"));
        Assert.False(user.At("/schemaExtensions/0/required").GetBoolean());
        Assert.Equal(Urn.Group, (await Scim.Get("/ResourceTypes/Group")).Expect(200).Text("/schema"));
        (await Scim.Get("/ResourceTypes/Banana")).ExpectError(404);
    }

    [Theory]
    [InlineData(Urn.User, "userName", "required", "true")]
    [InlineData(Urn.User, "userName", "uniqueness", "\"server\"")]
    [InlineData(Urn.User, "password", "returned", "\"never\"")]
    [InlineData(Urn.User, "groups", "mutability", "\"readOnly\"")]
    [InlineData(Urn.User, "emails", "multiValued", "true")]
    [InlineData(Urn.Group, "displayName", "required", "true")]
    [InlineData(Urn.Group, "members", "type", "\"complex\"")]
    [InlineData(Urn.Enterprise, "manager", "type", "\"complex\"")]
    public async Task Schemas_DescribeTheAttributes(string schema, string attribute, string characteristic, string json)
    {
        foreach (JsonElement described in new[]
        {
            (await Scim.Get($"/Schemas/{schema}")).Expect(200).Json,
            (await Scim.Get("/Schemas")).Expect(200).Resources.Single(item => item.GetProperty("id").GetString() == schema),
        })
        {
            JsonElement found = described.GetProperty("attributes").EnumerateArray()
                .Single(item => item.GetProperty("name").GetString() == attribute);
            Assert.Equal(json, found.GetProperty(characteristic).GetRawText());
        }
    }

    [Fact]
    public async Task Schemas_HaveEveryCharacteristicAndNoNull()
    {
        ScimResponse schemas = (await Scim.Get("/Schemas")).Expect(200);
        Assert.DoesNotContain(":null", schemas.Body.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(schemas.Resources.Count, schemas.TotalResults);
        foreach (JsonElement schema in schemas.Resources)
        {
            Assert.NotEmpty(schema.GetProperty("attributes").EnumerateArray());
            foreach (JsonElement attribute in schema.GetProperty("attributes").EnumerateArray())
                Complete(attribute);
        }
    }

    [Theory]
    [InlineData("/ServiceProviderConfig")]
    [InlineData("/ResourceTypes")]
    [InlineData("/Schemas")]
    public async Task Documents_CannotBeChanged(string path)
    {
        foreach (string method in new[] { "POST", "PUT", "PATCH", "DELETE" })
            (await Scim.Send(method, path, method == "DELETE" ? null : new { })).ExpectError(405, 404, 501);
    }

    [Theory]
    [InlineData("/ResourceTypes")]
    [InlineData("/Schemas")]
    public async Task Documents_CannotBeFiltered(string path) => (await Scim.Query(path, "id eq \"User\"")).ExpectError(403);

    private static void Complete(JsonElement attribute)
    {
        foreach (string characteristic in new[] { "name", "type", "multiValued", "required", "mutability", "returned" })
            Assert.True(attribute.TryGetProperty(characteristic, out _), $"{characteristic} is missing: {attribute.GetRawText()}");
        if (!attribute.TryGetProperty("subAttributes", out JsonElement subs))
            return;
        foreach (JsonElement sub in subs.EnumerateArray())
            Complete(sub);
    }
}
