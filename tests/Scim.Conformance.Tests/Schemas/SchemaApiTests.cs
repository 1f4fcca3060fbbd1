using System.Globalization;
using System.Text.Json.Nodes;
using static Scim.Conformance.Tests.Schemas.Declared;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>The operator's schemas and resource types: read, declared, replaced, removed, and what is refused, with nothing changed.</summary>
public sealed class SchemaApiTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private static int _count;

    private TestTenant Tenant => fixture.Tenant;

    [Fact]
    public async Task Schema_Life_IsSeenByClientsAtOnce()
    {
        string urn = Fresh();
        string tag = (await Tenant.Scim.Get("/Schemas")).Expect(200).ETag;
        ScimResponse created = (await Tenant.Declare(Schema(urn, Attribute("one")))).Expect(201);
        Assert.Equal($"{Tenant.Operator.BaseUrl}/operator/tenants/{Tenant.Id}/schemas/{urn}", created.Header("Location"));
        Assert.Equal($"{Tenant.Url}/Schemas/{urn}", created.Text("/meta/location"));
        Assert.Equal("string", created.Text("/attributes/0/type"));
        Assert.Equal("readWrite", created.Text("/attributes/0/mutability"));
        Assert.Equal(created.Body, (await Operator("GET", urn)).Expect(200).Body);
        Assert.Equal(created.Body, (await Tenant.Scim.Get($"/Schemas/{urn}")).Expect(200).Body);
        Assert.NotEqual(tag, (await Tenant.Scim.Get("/Schemas")).Expect(200).ETag);

        ScimResponse replaced = (await Tenant.Redeclare(Schema(urn, Attribute("one"), Attribute("two", new { type = "integer" })))).Expect(200);
        Assert.Equal(replaced.Body, (await Tenant.Scim.Get($"/Schemas/{urn.ToUpperInvariant()}")).Expect(200).Body);
        Assert.Equal(2, replaced.At("/attributes").GetArrayLength());

        (await Operator("DELETE", urn)).Expect(204);
        (await Operator("GET", urn)).Expect(404);
        (await Operator("DELETE", urn)).Expect(404);
        (await Tenant.Redeclare(Schema(urn, Attribute("one")))).Expect(404);
        (await Tenant.Scim.Get($"/Schemas/{urn}")).ExpectError(404);
        Assert.Equal(tag, (await Tenant.Scim.Get("/Schemas")).Expect(200).ETag);
    }

    [Fact, Trait("rfc", "7644-4")]
    public async Task Discovery_IfNoneMatch_Is304UntilTheSchemasChange()
    {
        foreach (string path in new[] { "/Schemas", "/ResourceTypes", "/ServiceProviderConfig", $"/Schemas/{Urn.User}", "/ResourceTypes/User" })
        {
            ScimResponse first = (await Tenant.Scim.Get(path)).Expect(200);
            ScimResponse again = (await Tenant.Scim.Get(path, ("If-None-Match", first.ETag))).Expect(304);
            Assert.Equal(first.ETag, again.ETag);
            Assert.Empty(again.Body);
        }

        string urn = Fresh(), tag = (await Tenant.Scim.Get("/Schemas")).ETag;
        (await Tenant.Declare(Schema(urn, Attribute("one")))).Expect(201);
        (await Tenant.Scim.Get("/Schemas", ("If-None-Match", tag))).Expect(200);
        (await Operator("DELETE", urn)).Expect(204);
    }

    [Fact]
    public async Task List_OfSchemas_HasTheTenantsOwn()
    {
        string urn = Fresh();
        (await Tenant.Declare(Schema(urn, Attribute("one")))).Expect(201);
        IReadOnlyList<string> own = (await Tenant.Operator.Get($"/tenants/{Tenant.Id}/schemas")).Expect(200).Each("/Resources", "/id");
        Assert.Contains(urn, own);
        Assert.DoesNotContain(Urn.User, own);
        (await Operator("GET", Urn.User)).Expect(200);
        (await Operator("DELETE", urn)).Expect(204);
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
    [InlineData("id", "7", "id must be text")]
    [InlineData("colour", "true", "colour is not known here")]
    [InlineData("attributes", "[]", "at least one attribute")]
    [InlineData("attributes", "{}", "must be a list")]
    [InlineData("attributes", "[7]", "attributes[0] must be an object")]
    [InlineData("attributes", "[{}]", "attributes[0].name is required")]
    [InlineData("attributes", "[{\"name\":\"a b\"}]", "must begin with a letter")]
    [InlineData("attributes", "[{\"name\":\"1a\"}]", "must begin with a letter")]
    [InlineData("attributes", "[{\"name\":\"a\\\"b\"}]", "must begin with a letter")]
    [InlineData("attributes", "[{\"name\":\"a.b\"}]", "must begin with a letter")]
    [InlineData("attributes", "[{\"name\":\"meta\"}]", "every resource has the attribute meta")]
    [InlineData("attributes", "[{\"name\":\"ID\"}]", "every resource has the attribute id")]
    [InlineData("attributes", "[{\"name\":\"a\"},{\"name\":\"A\"}]", "appears twice")]
    [InlineData("attributes", "[{\"name\":\"a\",\"type\":\"text\"}]", "attributes[0].type must be one of: string")]
    [InlineData("attributes", "[{\"name\":\"a\",\"mutability\":\"sometimes\"}]", "attributes[0].mutability")]
    [InlineData("attributes", "[{\"name\":\"a\",\"returned\":\"maybe\"}]", "attributes[0].returned")]
    [InlineData("attributes", "[{\"name\":\"a\",\"uniqueness\":\"very\"}]", "attributes[0].uniqueness")]
    [InlineData("attributes", "[{\"name\":\"a\",\"required\":\"yes\"}]", "attributes[0].required must be true or false")]
    [InlineData("attributes", "[{\"name\":\"a\",\"requird\":true}]", "requird is not known")]
    [InlineData("attributes", "[{\"name\":\"a\",\"canonicalValues\":[1]}]", "canonicalValues[0]")]
    [InlineData("attributes", "[{\"name\":\"a\",\"type\":\"integer\",\"canonicalValues\":[\"1\"]}]", "canonicalValues")]
    [InlineData("attributes", "[{\"name\":\"a\",\"referenceTypes\":[\"User\"]}]", "referenceTypes")]
    [InlineData("attributes", "[{\"name\":\"a\",\"mutability\":\"writeOnly\",\"returned\":\"always\"}]", "must be never")]
    [InlineData("attributes", "[{\"name\":\"a\",\"type\":\"boolean\",\"uniqueness\":\"server\"}]", "cannot be unique")]
    [InlineData("attributes", "[{\"name\":\"a\",\"type\":\"complex\",\"uniqueness\":\"server\",\"subAttributes\":[{\"name\":\"b\"}]}]", "cannot be unique")]
    [InlineData("attributes", "[{\"name\":\"a\",\"type\":\"complex\"}]", "needs subAttributes")]
    [InlineData("attributes", "[{\"name\":\"a\",\"subAttributes\":[{\"name\":\"b\"}]}]", "must be complex")]
    [InlineData("attributes", "[{\"name\":\"a\",\"type\":\"complex\",\"subAttributes\":[{\"name\":\"b\",\"type\":\"complex\",\"subAttributes\":[{\"name\":\"c\"}]}]}]", "must not be complex")]
    [InlineData("attributes", "[{\"name\":\"a\",\"type\":\"complex\",\"subAttributes\":[{\"name\":\"primary\"}]}]", "primary")]
    public async Task Post_OfASchemaThatIsWrong_Is400AndSaysWhatAndChangesNothing(string member, string json, string says)
    {
        long before = await Count();
        JsonObject schema = Schema(Fresh(), Attribute("one"));
        schema[member] = JsonNode.Parse(json);
        ScimResponse refused = (await Tenant.Declare(schema)).Expect(400);
        Assert.Contains(says, refused.Text("/detail"), StringComparison.Ordinal);
        Assert.Equal(before, await Count());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{\"id\":\"urn:example:x:Y\",\"ID\":\"urn:example:x:Z\"}")]
    public async Task Post_OfWhatIsNoObject_Is400(string body)
    {
        (await Tenant.Operator.Send("POST", $"/tenants/{Tenant.Id}/schemas", body)).Expect(400);
        (await Tenant.Operator.Send("POST", $"/tenants/{Tenant.Id}/resourceTypes", body)).Expect(400);
    }

    [Fact]
    public async Task Post_OfATooLargeBody_Is413()
    {
        JsonObject schema = Schema(Fresh(), Attribute("one"));
        schema["description"] = new string('x', 300 * 1024);
        (await Tenant.Declare(schema)).Expect(413);
    }

    [Fact]
    public async Task Post_OfAUrnThatIsTaken_IsAConflict()
    {
        string urn = Fresh();
        (await Tenant.Declare(Schema(urn, Attribute("one")))).Expect(201);
        (await Tenant.Declare(Schema(urn.ToUpperInvariant(), Attribute("one")))).Expect(409);
        (await Tenant.Declare(Schema(Urn.User, Attribute("one")))).Expect(409);
        (await Tenant.Declare(Schema(Urn.Enterprise, Attribute("one")))).Expect(409);
        (await Tenant.Redeclare(Schema(Urn.User, Attribute("one")))).Expect(409);
        (await Operator("DELETE", Urn.Group)).Expect(409);
        (await Tenant.Operator.Send("PUT", $"/tenants/{Tenant.Id}/schemas/{urn}", Schema(Fresh(), Attribute("one")))).Expect(400);
        (await Operator("DELETE", urn)).Expect(204);
    }

    [Fact]
    public async Task Schema_InUse_CannotBeRemoved()
    {
        string urn = Fresh();
        (await Tenant.Declare(Schema(urn, Attribute("one")))).Expect(201);
        (await Tenant.Operator.Send("PUT", $"/tenants/{Tenant.Id}/resourceTypes/Group", Type("Group", "/Groups", Urn.Group, (urn, false)))).Expect(200);
        Assert.Contains("Group", (await Operator("DELETE", urn)).Expect(409).Text("/detail"), StringComparison.Ordinal);
        (await Tenant.Operator.Send("PUT", $"/tenants/{Tenant.Id}/resourceTypes/Group", Type("Group", "/Groups", Urn.Group))).Expect(200);
        (await Operator("DELETE", urn)).Expect(204);
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
    [InlineData("schema", "\"urn:example:nobody:knows\"", 400)]
    [InlineData("schema", "\"urn:ietf:params:scim:schemas:core:2.0:User\"", 400)]
    [InlineData("schema", "7", 400)]
    [InlineData("schemaExtensions", "[{\"schema\":\"urn:example:nobody:knows\"}]", 400)]
    [InlineData("schemaExtensions", "[{}]", 400)]
    [InlineData("schemaExtensions", "[{\"schema\":\"CORE\",\"required\":false}]", 400)]
    [InlineData("color", "true", 400)]
    public async Task Post_OfAResourceTypeThatIsWrong_IsRefusedAndChangesNothing(string member, string json, int status)
    {
        string urn = Fresh();
        (await Tenant.Declare(Schema(urn, Attribute("one")))).Expect(201);
        string before = (await Tenant.Scim.Get("/ResourceTypes")).Body;
        JsonObject type = Type("Gadget", "/Gadgets", urn);
        type[member] = JsonNode.Parse(json.Replace("CORE", urn, StringComparison.Ordinal));
        ScimResponse refused = (await Tenant.DeclareType(type)).Expect(status);
        Assert.False(string.IsNullOrWhiteSpace(refused.Text("/detail")));
        Assert.Equal(before, (await Tenant.Scim.Get("/ResourceTypes")).Body);
        (await Operator("DELETE", urn)).Expect(204);
    }

    [Fact]
    public async Task BuiltInType_CanOnlyBeExtended()
    {
        string types = $"/tenants/{Tenant.Id}/resourceTypes";
        (await Tenant.Operator.Send("PUT", $"{types}/User", Type("User", "/People", Urn.User))).Expect(400);
        (await Tenant.Operator.Send("PUT", $"{types}/User", Type("User", "/Users", Urn.Group))).Expect(400);
        (await Tenant.Operator.Send("PUT", $"{types}/User", Type("Person", "/Users", Urn.User))).Expect(400);
        (await Tenant.Operator.Send("PUT", $"{types}/User", Type("User", "/Users", Urn.User, (Urn.Enterprise, true)))).Expect(400);
        (await Tenant.Operator.Send("PUT", $"{types}/User", Type("User", "/Users", Urn.User, (Urn.Enterprise, false)))).Expect(200);
        (await Tenant.Operator.Send("DELETE", $"{types}/User")).Expect(409);
        (await Tenant.Operator.Send("PUT", $"{types}/Banana", Type("Banana", "/Bananas", Urn.User))).Expect(404);
        (await Tenant.Operator.Send("GET", $"{types}/Banana")).Expect(404);
        Assert.Equal(["User", "Group"], (await Tenant.Operator.Get(types)).Expect(200).Each("/Resources", "/name"));
    }

    [Fact]
    public async Task Endpoints_OfAnUnknownTenantOrWithoutTheKey_AreClosed()
    {
        (await Tenant.Operator.Get("/tenants/nobody-here/schemas")).Expect(404);
        (await Tenant.Operator.Send("POST", "/tenants/nobody-here/schemas", Schema(Fresh(), Attribute("one")))).Expect(404);
        (await Tenant.Operator.Get("/tenants/NOT_AN_ID/resourceTypes")).Expect(404);
        (await new OperatorClient(Tenant.Operator.BaseUrl, Tenant.Token).Get($"/tenants/{Tenant.Id}/schemas")).Expect(401);
    }

    private Task<ScimResponse> Operator(string method, string urn) => Tenant.Operator.Send(method, $"/tenants/{Tenant.Id}/schemas/{urn}");

    private async Task<long> Count() => (await Tenant.Operator.Get($"/tenants/{Tenant.Id}/schemas")).Expect(200).TotalResults;

    private static string Fresh() => string.Create(CultureInfo.InvariantCulture, $"urn:example:api:2.0:S{Interlocked.Increment(ref _count)}");
}
