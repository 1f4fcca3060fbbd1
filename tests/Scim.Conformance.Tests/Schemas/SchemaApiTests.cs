using System.Globalization;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;
using static Scim.Conformance.Tests.Schemas.CustomSchemaBuilder;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>
/// The operator's schemas and resource types: read, registered, replaced, removed; rejected requests change nothing.
/// </summary>
public sealed class SchemaApiTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private static int _nameCount;

    private TestTenant Tenant => fixture.Tenant;

    [Fact]
    public async Task Schema_Lifecycle_IsVisibleImmediately()
    {
        string urn = CreateUrn();
        string tag = (await Tenant.Scim.GetAsync("/Schemas")).AssertStatus(200).ETag;
        ScimResponse created = (await Tenant.AddSchemaAsync(CreateSchema(urn, CreateAttribute("one")))).AssertStatus(
            201
        );
        Assert.Equal(
            $"{Tenant.Operator.BaseUrl}/operator/tenants/{Tenant.Id}/schemas/{urn}",
            created.GetHeader("Location")
        );
        Assert.Equal($"{Tenant.Url}/Schemas/{urn}", created.GetText("/meta/location"));
        Assert.Equal("string", created.GetText("/attributes/0/type"));
        Assert.Equal("readWrite", created.GetText("/attributes/0/mutability"));
        Assert.Equal(created.Body, (await SendOperatorRequestAsync("GET", urn)).AssertStatus(200).Body);
        Assert.Equal(created.Body, (await Tenant.Scim.GetAsync($"/Schemas/{urn}")).AssertStatus(200).Body);
        Assert.NotEqual(tag, (await Tenant.Scim.GetAsync("/Schemas")).AssertStatus(200).ETag);

        ScimResponse replaced = (
            await Tenant.ReplaceSchemaAsync(
                CreateSchema(urn, CreateAttribute("one"), CreateAttribute("two", new { type = "integer" }))
            )
        ).AssertStatus(200);
        Assert.Equal(
            replaced.Body,
            (await Tenant.Scim.GetAsync($"/Schemas/{urn.ToUpperInvariant()}")).AssertStatus(200).Body
        );
        Assert.Equal(2, replaced.GetElement("/attributes").GetArrayLength());

        (await SendOperatorRequestAsync("DELETE", urn)).AssertStatus(204);
        (await SendOperatorRequestAsync("GET", urn)).AssertStatus(404);
        (await SendOperatorRequestAsync("DELETE", urn)).AssertStatus(404);
        (await Tenant.ReplaceSchemaAsync(CreateSchema(urn, CreateAttribute("one")))).AssertStatus(404);
        (await Tenant.Scim.GetAsync($"/Schemas/{urn}")).AssertError(404);
        Assert.Equal(tag, (await Tenant.Scim.GetAsync("/Schemas")).AssertStatus(200).ETag);
    }

    [Fact, Trait("rfc", "7644-4")]
    public async Task Discovery_IfNoneMatch_Is304UntilSchemasChange()
    {
        foreach (
            string path in new[]
            {
                "/Schemas",
                "/ResourceTypes",
                "/ServiceProviderConfig",
                $"/Schemas/{ScimUrns.User}",
                "/ResourceTypes/User",
            }
        )
        {
            ScimResponse first = (await Tenant.Scim.GetAsync(path)).AssertStatus(200);
            ScimResponse again = (await Tenant.Scim.GetAsync(path, ("If-None-Match", first.ETag))).AssertStatus(304);
            Assert.Equal(first.ETag, again.ETag);
            Assert.Empty(again.Body);
        }

        string urn = CreateUrn(),
            tag = (await Tenant.Scim.GetAsync("/Schemas")).ETag;
        (await Tenant.AddSchemaAsync(CreateSchema(urn, CreateAttribute("one")))).AssertStatus(201);
        (await Tenant.Scim.GetAsync("/Schemas", ("If-None-Match", tag))).AssertStatus(200);
        (await SendOperatorRequestAsync("DELETE", urn)).AssertStatus(204);
    }

    [Fact]
    public async Task List_OfSchemas_IncludesTenantSchemas()
    {
        string urn = CreateUrn();
        (await Tenant.AddSchemaAsync(CreateSchema(urn, CreateAttribute("one")))).AssertStatus(201);
        IReadOnlyList<string> own = (await Tenant.Operator.GetAsync($"/tenants/{Tenant.Id}/schemas"))
            .AssertStatus(200)
            .GetTexts("/Resources", "/id");
        Assert.Contains(urn, own);
        Assert.DoesNotContain(ScimUrns.User, own);
        (await SendOperatorRequestAsync("GET", ScimUrns.User)).AssertStatus(200);
        (await SendOperatorRequestAsync("DELETE", urn)).AssertStatus(204);
    }

    [Theory]
    [InlineData("id", "\"not a urn\"", "URN")]
    [InlineData("id", "\"urn:x\"", "URN")]
    [InlineData("id", "\"urn:example:a b\"", "URN")]
    [InlineData("id", "\"urn:example:a'--\"", "URN")]
    [InlineData("id", "\"urn:example:a\\\"b\"", "URN")]
    [InlineData("id", "\"urn:example:a:\"", "URN")]
    [InlineData("id", "\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"", "reserved")]
    [InlineData("id", "null", "id is required")]
    [InlineData("id", "7", "id must be a string")]
    [InlineData("color", "true", "color is not a known member")]
    [InlineData("attributes", "[]", "at least one attribute")]
    [InlineData("attributes", "{}", "must be an array")]
    [InlineData("attributes", "[7]", "attributes[0] must be an object")]
    [InlineData("attributes", "[{}]", "attributes[0].name is required")]
    [InlineData("attributes", "[{\"name\":\"a b\"}]", "must start with a letter")]
    [InlineData("attributes", "[{\"name\":\"1a\"}]", "must start with a letter")]
    [InlineData("attributes", "[{\"name\":\"a\\\"b\"}]", "must start with a letter")]
    [InlineData("attributes", "[{\"name\":\"a.b\"}]", "must start with a letter")]
    [InlineData("attributes", "[{\"name\":\"meta\"}]", "meta is a common attribute")]
    [InlineData("attributes", "[{\"name\":\"ID\"}]", "id is a common attribute")]
    [InlineData("attributes", "[{\"name\":\"a\"},{\"name\":\"A\"}]", "appears more than once")]
    [InlineData("attributes", "[{\"name\":\"a\",\"type\":\"text\"}]", "attributes[0].type must be one of: string")]
    [InlineData("attributes", "[{\"name\":\"a\",\"mutability\":\"sometimes\"}]", "attributes[0].mutability")]
    [InlineData("attributes", "[{\"name\":\"a\",\"returned\":\"maybe\"}]", "attributes[0].returned")]
    [InlineData("attributes", "[{\"name\":\"a\",\"uniqueness\":\"very\"}]", "attributes[0].uniqueness")]
    [InlineData(
        "attributes",
        "[{\"name\":\"a\",\"required\":\"yes\"}]",
        "attributes[0].required must be true or false"
    )]
    [InlineData("attributes", "[{\"name\":\"a\",\"requird\":true}]", "requird is not a known member")]
    [InlineData("attributes", "[{\"name\":\"a\",\"canonicalValues\":[1]}]", "canonicalValues[0]")]
    [InlineData("attributes", "[{\"name\":\"a\",\"type\":\"integer\",\"canonicalValues\":[\"1\"]}]", "canonicalValues")]
    [InlineData("attributes", "[{\"name\":\"a\",\"referenceTypes\":[\"User\"]}]", "referenceTypes")]
    [InlineData(
        "attributes",
        "[{\"name\":\"a\",\"mutability\":\"writeOnly\",\"returned\":\"always\"}]",
        "must be never"
    )]
    [InlineData("attributes", "[{\"name\":\"a\",\"type\":\"boolean\",\"uniqueness\":\"server\"}]", "cannot be unique")]
    [InlineData(
        "attributes",
        "[{\"name\":\"a\",\"type\":\"complex\",\"uniqueness\":\"server\",\"subAttributes\":[{\"name\":\"b\"}]}]",
        "cannot be unique"
    )]
    [InlineData("attributes", "[{\"name\":\"a\",\"type\":\"complex\"}]", "must have subAttributes")]
    [InlineData("attributes", "[{\"name\":\"a\",\"subAttributes\":[{\"name\":\"b\"}]}]", "must be complex")]
    [InlineData(
        "attributes",
        "[{\"name\":\"a\",\"type\":\"complex\",\"subAttributes\":[{\"name\":\"b\",\"type\":\"complex\","
            + "\"subAttributes\":[{\"name\":\"c\"}]}]}]",
        "must not be complex"
    )]
    [InlineData(
        "attributes",
        "[{\"name\":\"a\",\"type\":\"complex\",\"subAttributes\":[{\"name\":\"primary\"}]}]",
        "primary"
    )]
    public async Task Post_OfInvalidSchema_Is400WithReasonAndChangesNothing(string member, string json, string says)
    {
        long before = await CountSchemasAsync();
        JsonObject schema = CreateSchema(CreateUrn(), CreateAttribute("one"));
        schema[member] = JsonNode.Parse(json);
        ScimResponse refused = (await Tenant.AddSchemaAsync(schema)).AssertStatus(400);
        Assert.Contains(says, refused.GetText("/detail"), StringComparison.Ordinal);
        Assert.Equal(before, await CountSchemasAsync());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{\"id\":\"urn:example:x:Y\",\"ID\":\"urn:example:x:Z\"}")]
    public async Task Post_OfNonObject_Is400(string body)
    {
        (await Tenant.Operator.SendRequestAsync("POST", $"/tenants/{Tenant.Id}/schemas", body)).AssertStatus(400);
        (await Tenant.Operator.SendRequestAsync("POST", $"/tenants/{Tenant.Id}/resourceTypes", body)).AssertStatus(400);
    }

    [Fact]
    public async Task Post_OfTooLargeBody_Is413()
    {
        JsonObject schema = CreateSchema(CreateUrn(), CreateAttribute("one"));
        schema["description"] = new string('x', 300 * 1024);
        (await Tenant.AddSchemaAsync(schema)).AssertStatus(413);
    }

    [Fact]
    public async Task Post_OfTakenUrn_IsConflict()
    {
        string urn = CreateUrn();
        (await Tenant.AddSchemaAsync(CreateSchema(urn, CreateAttribute("one")))).AssertStatus(201);
        (await Tenant.AddSchemaAsync(CreateSchema(urn.ToUpperInvariant(), CreateAttribute("one")))).AssertStatus(409);
        (await Tenant.AddSchemaAsync(CreateSchema(ScimUrns.User, CreateAttribute("one")))).AssertStatus(409);
        (await Tenant.AddSchemaAsync(CreateSchema(ScimUrns.Enterprise, CreateAttribute("one")))).AssertStatus(409);
        (await Tenant.ReplaceSchemaAsync(CreateSchema(ScimUrns.User, CreateAttribute("one")))).AssertStatus(409);
        (await SendOperatorRequestAsync("DELETE", ScimUrns.Group)).AssertStatus(409);
        (
            await Tenant.Operator.SendRequestAsync(
                "PUT",
                $"/tenants/{Tenant.Id}/schemas/{urn}",
                CreateSchema(CreateUrn(), CreateAttribute("one"))
            )
        ).AssertStatus(400);
        (await SendOperatorRequestAsync("DELETE", urn)).AssertStatus(204);
    }

    [Fact]
    public async Task Schema_InUse_CannotBeRemoved()
    {
        string urn = CreateUrn();
        (await Tenant.AddSchemaAsync(CreateSchema(urn, CreateAttribute("one")))).AssertStatus(201);
        (
            await Tenant.Operator.SendRequestAsync(
                "PUT",
                $"/tenants/{Tenant.Id}/resourceTypes/Group",
                CreateResourceType("Group", "/Groups", ScimUrns.Group, (urn, false))
            )
        ).AssertStatus(200);
        Assert.Contains(
            "Group",
            (await SendOperatorRequestAsync("DELETE", urn)).AssertStatus(409).GetText("/detail"),
            StringComparison.Ordinal
        );
        (
            await Tenant.Operator.SendRequestAsync(
                "PUT",
                $"/tenants/{Tenant.Id}/resourceTypes/Group",
                CreateResourceType("Group", "/Groups", ScimUrns.Group)
            )
        ).AssertStatus(200);
        (await SendOperatorRequestAsync("DELETE", urn)).AssertStatus(204);
    }

    [Theory]
    [InlineData("name", "\"User Type\"", 400)]
    [InlineData("name", "\"../x\"", 400)]
    [InlineData("name", "\"User\"", 409)]
    [InlineData("name", "\"group\"", 409)]
    [InlineData("name", "\"Schema\"", 400)]
    [InlineData("name", "\"Tenant\"", 400)]
    [InlineData("name", "null", 400)]
    [InlineData("endpoint", "\"Gadgets\"", 400)]
    [InlineData("endpoint", "\"/Gad/gets\"", 400)]
    [InlineData("endpoint", "\"/Users\"", 400)]
    [InlineData("endpoint", "\"/groups\"", 400)]
    [InlineData("endpoint", "\"/Me\"", 400)]
    [InlineData("endpoint", "\"/bulk\"", 400)]
    [InlineData("endpoint", "\"/Schemas\"", 400)]
    [InlineData("endpoint", "\"/ResourceTypes\"", 400)]
    [InlineData("endpoint", "\"/ServiceProviderConfig\"", 400)]
    [InlineData("endpoint", "\"/.search\"", 400)]
    [InlineData("schema", "\"urn:example:not:registered\"", 400)]
    [InlineData("schema", "\"urn:ietf:params:scim:schemas:core:2.0:User\"", 400)]
    [InlineData("schema", "7", 400)]
    [InlineData("schemaExtensions", "[{\"schema\":\"urn:example:not:registered\"}]", 400)]
    [InlineData("schemaExtensions", "[{}]", 400)]
    [InlineData("schemaExtensions", "[{\"schema\":\"CORE\",\"required\":false}]", 400)]
    [InlineData("color", "true", 400)]
    public async Task Post_OfInvalidResourceType_IsRejectedAndChangesNothing(string member, string json, int status)
    {
        string urn = CreateUrn();
        (await Tenant.AddSchemaAsync(CreateSchema(urn, CreateAttribute("one")))).AssertStatus(201);
        string before = (await Tenant.Scim.GetAsync("/ResourceTypes")).Body;
        JsonObject type = CreateResourceType("Gadget", "/Gadgets", urn);
        type[member] = JsonNode.Parse(json.Replace("CORE", urn, StringComparison.Ordinal));
        ScimResponse refused = (await Tenant.AddResourceTypeAsync(type)).AssertStatus(status);
        Assert.False(string.IsNullOrWhiteSpace(refused.GetText("/detail")));
        Assert.Equal(before, (await Tenant.Scim.GetAsync("/ResourceTypes")).Body);
        (await SendOperatorRequestAsync("DELETE", urn)).AssertStatus(204);
    }

    [Fact]
    public async Task BuiltInType_CanOnlyBeExtended()
    {
        string types = $"/tenants/{Tenant.Id}/resourceTypes";
        (
            await Tenant.Operator.SendRequestAsync(
                "PUT",
                $"{types}/User",
                CreateResourceType("User", "/People", ScimUrns.User)
            )
        ).AssertStatus(400);
        (
            await Tenant.Operator.SendRequestAsync(
                "PUT",
                $"{types}/User",
                CreateResourceType("User", "/Users", ScimUrns.Group)
            )
        ).AssertStatus(400);
        (
            await Tenant.Operator.SendRequestAsync(
                "PUT",
                $"{types}/User",
                CreateResourceType("Person", "/Users", ScimUrns.User)
            )
        ).AssertStatus(400);
        (
            await Tenant.Operator.SendRequestAsync(
                "PUT",
                $"{types}/User",
                CreateResourceType("User", "/Users", ScimUrns.User, (ScimUrns.Enterprise, true))
            )
        ).AssertStatus(400);
        (
            await Tenant.Operator.SendRequestAsync(
                "PUT",
                $"{types}/User",
                CreateResourceType("User", "/Users", ScimUrns.User, (ScimUrns.Enterprise, false))
            )
        ).AssertStatus(200);
        (await Tenant.Operator.SendRequestAsync("DELETE", $"{types}/User")).AssertStatus(409);
        (
            await Tenant.Operator.SendRequestAsync(
                "PUT",
                $"{types}/Banana",
                CreateResourceType("Banana", "/Bananas", ScimUrns.User)
            )
        ).AssertStatus(404);
        (await Tenant.Operator.SendRequestAsync("GET", $"{types}/Banana")).AssertStatus(404);
        Assert.Equal(
            ["User", "Group"],
            (await Tenant.Operator.GetAsync(types)).AssertStatus(200).GetTexts("/Resources", "/name")
        );
    }

    [Fact]
    public async Task Endpoints_OfUnknownTenantOrWithoutKey_AreRejected()
    {
        (await Tenant.Operator.GetAsync("/tenants/no-such-tenant/schemas")).AssertStatus(404);
        (
            await Tenant.Operator.SendRequestAsync(
                "POST",
                "/tenants/no-such-tenant/schemas",
                CreateSchema(CreateUrn(), CreateAttribute("one"))
            )
        ).AssertStatus(404);
        (await Tenant.Operator.GetAsync("/tenants/NOT_AN_ID/resourceTypes")).AssertStatus(404);
        (
            await new OperatorClient(Tenant.Operator.BaseUrl, Tenant.Token).GetAsync($"/tenants/{Tenant.Id}/schemas")
        ).AssertStatus(401);
    }

    private Task<ScimResponse> SendOperatorRequestAsync(string method, string urn) =>
        Tenant.Operator.SendRequestAsync(method, $"/tenants/{Tenant.Id}/schemas/{urn}");

    private async Task<long> CountSchemasAsync() =>
        (await Tenant.Operator.GetAsync($"/tenants/{Tenant.Id}/schemas")).AssertStatus(200).TotalResults;

    private static string CreateUrn() =>
        string.Create(CultureInfo.InvariantCulture, $"urn:example:api:2.0:S{Interlocked.Increment(ref _nameCount)}");
}
