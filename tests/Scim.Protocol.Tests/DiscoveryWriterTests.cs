using System.Text.Json;
using Scim.Protocol.Discovery;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Filters;

namespace Scim.Protocol.Tests;

[Trait("rfc", "7644-4")]
public class DiscoveryWriterTests
{
    private const string BaseUri = "https://scim.example/tenants/acme/scim/v2";

    [Theory]
    [InlineData(BaseUri)]
    [InlineData(BaseUri + "/")]
    public void WriteSchemas_Default_IsAListOfEverySchema(string baseUri)
    {
        JsonElement list = ParseJson(DiscoveryWriter.WriteSchemas(TenantSchemas.Default, baseUri));
        AssertList(list, 6);
        foreach (JsonElement schema in list.GetProperty("Resources").EnumerateArray())
        {
            string id = schema.GetProperty("id").GetString()!;
            Assert.Equal(SchemaUrns.Schema, Assert.Single(schema.GetProperty("schemas").EnumerateArray()).GetString());
            Assert.Equal("Schema", schema.GetProperty("meta").GetProperty("resourceType").GetString());
            Assert.Equal($"{BaseUri}/Schemas/{id}", schema.GetProperty("meta").GetProperty("location").GetString());
            foreach (JsonElement attribute in schema.GetProperty("attributes").EnumerateArray())
                AssertAttribute(attribute);
        }
    }

    [Fact]
    public void WriteSchema_EveryUrn_IsTheElementOfTheList()
    {
        JsonElement list = ParseJson(DiscoveryWriter.WriteSchemas(TenantSchemas.Default, BaseUri));
        foreach (JsonElement schema in list.GetProperty("Resources").EnumerateArray())
        {
            byte[]? single = DiscoveryWriter.WriteSchema(
                TenantSchemas.Default,
                schema.GetProperty("id").GetString()!.ToUpperInvariant(),
                BaseUri
            );
            Assert.Equal(schema.GetRawText(), ParseJson(single!).GetRawText());
        }
    }

    [Fact]
    public void WriteSchema_Group_RequiresDisplayName()
    {
        JsonElement group = ParseJson(DiscoveryWriter.WriteSchema(TenantSchemas.Default, SchemaUrns.Group, BaseUri)!);
        JsonElement name = group
            .GetProperty("attributes")
            .EnumerateArray()
            .Single(a => a.GetProperty("name").GetString() == "displayName");
        Assert.Equal(
            """{"name":"displayName","type":"string","multiValued":false,"description":"The name of the group","required":true"""
                + ""","caseExact":false,"mutability":"readWrite","returned":"default","uniqueness":"none"}""",
            name.GetRawText()
        );
    }

    [Fact]
    public void WriteSchema_UserEmails_CarriesLabelsForValuePaths()
    {
        JsonElement user = ParseJson(DiscoveryWriter.WriteSchema(TenantSchemas.Default, SchemaUrns.User, BaseUri)!);
        JsonElement emails = user.GetProperty("attributes")
            .EnumerateArray()
            .Single(a => a.GetProperty("name").GetString() == "emails");
        JsonElement type = emails
            .GetProperty("subAttributes")
            .EnumerateArray()
            .Single(a => a.GetProperty("name").GetString() == "type");
        Assert.Equal("""["work","home","other"]""", type.GetProperty("canonicalValues").GetRawText());
        Assert.False(emails.TryGetProperty("caseExact", out _));
    }

    [Fact]
    public void WriteSchema_UnknownUrn_IsNull() =>
        Assert.Null(DiscoveryWriter.WriteSchema(TenantSchemas.Default, "urn:x", BaseUri));

    [Fact]
    public void WriteSchemas_CustomType_NamesEveryDataType()
    {
        JsonElement schema = ParseJson(
            DiscoveryWriter.WriteSchema(
                new TenantSchemas([SampleResourceTypes.Device]),
                SampleResourceTypes.DeviceUrn,
                BaseUri
            )!
        );
        Assert.Equal(
            [
                "string",
                "string",
                "integer",
                "decimal",
                "dateTime",
                "boolean",
                "binary",
                "reference",
                "string",
                "decimal",
                "complex",
                "string",
            ],
            schema.GetProperty("attributes").EnumerateArray().Select(a => a.GetProperty("type").GetString())
        );
    }

    [Fact, Trait("rfc", "7643-6")]
    public void WriteResourceTypes_Default_AreUserAndGroup()
    {
        JsonElement list = ParseJson(DiscoveryWriter.WriteResourceTypes(TenantSchemas.Default, BaseUri));
        AssertList(list, 2);
        JsonElement user = list.GetProperty("Resources")[0];
        Assert.Equal("User", user.GetProperty("id").GetString());
        Assert.Equal("/Users", user.GetProperty("endpoint").GetString());
        Assert.Equal(SchemaUrns.User, user.GetProperty("schema").GetString());
        Assert.Equal(
            $$"""[{"schema":"{{SchemaUrns.EnterpriseUser}}","required":false}]""",
            user.GetProperty("schemaExtensions").GetRawText()
        );
        Assert.Equal(
            $$"""{"resourceType":"ResourceType","location":"{{BaseUri}}/ResourceTypes/User"}""",
            user.GetProperty("meta").GetRawText()
        );
        Assert.Equal(
            user.GetRawText(),
            ParseJson(DiscoveryWriter.WriteResourceType(TenantSchemas.Default, "user", BaseUri)!).GetRawText()
        );
        Assert.False(list.GetProperty("Resources")[1].TryGetProperty("schemaExtensions", out _));
        Assert.Null(DiscoveryWriter.WriteResourceType(TenantSchemas.Default, "Device", BaseUri));
    }

    [Fact, Trait("rfc", "7643-5")]
    public void WriteServiceProviderConfig_Features_AreWrittenAsGiven()
    {
        var features = new ServiceProviderFeatures
        {
            Bulk = true,
            BulkMaxOperations = 1000,
            BulkMaxPayloadSize = 5_000_000_000,
            FilterMaxResults = 250,
            ChangePassword = true,
            Etag = false,
            DocumentationUri = "https://docs.example",
        };
        JsonElement config = ParseJson(DiscoveryWriter.WriteServiceProviderConfig(features, BaseUri + "/"));
        AssertNoNulls(config);
        Assert.Equal(SchemaUrns.ServiceProviderConfig, config.GetProperty("schemas")[0].GetString());
        Assert.Equal("https://docs.example", config.GetProperty("documentationUri").GetString());
        Assert.Equal("""{"supported":true}""", config.GetProperty("patch").GetRawText());
        Assert.Equal(
            """{"supported":true,"maxOperations":1000,"maxPayloadSize":5000000000}""",
            config.GetProperty("bulk").GetRawText()
        );
        Assert.Equal("""{"supported":true,"maxResults":250}""", config.GetProperty("filter").GetRawText());
        Assert.Equal("""{"supported":true}""", config.GetProperty("changePassword").GetRawText());
        Assert.Equal("""{"supported":true}""", config.GetProperty("sort").GetRawText());
        Assert.Equal("""{"supported":false}""", config.GetProperty("etag").GetRawText());
        Assert.Equal(
            "oauthbearertoken",
            config.GetProperty("authenticationSchemes")[0].GetProperty("type").GetString()
        );
        Assert.False(config.TryGetProperty("pagination", out _));
        Assert.Equal(
            $$"""{"resourceType":"ServiceProviderConfig","location":"{{BaseUri}}/ServiceProviderConfig"}""",
            config.GetProperty("meta").GetRawText()
        );
    }

    [Fact, Trait("rfc", "9865-4")]
    public void WriteServiceProviderConfig_Pagination_IsWrittenWithoutNulls()
    {
        string WriteConfig(PaginationFeatures p) =>
            ParseJson(
                    DiscoveryWriter.WriteServiceProviderConfig(new ServiceProviderFeatures { Pagination = p }, BaseUri)
                )
                .GetProperty("pagination")
                .GetRawText();

        Assert.Equal(
            """{"cursor":false,"index":true,"defaultPaginationMethod":"index"}""",
            WriteConfig(new PaginationFeatures())
        );
        Assert.Equal(
            """{"cursor":true,"index":true,"defaultPaginationMethod":"index","defaultPageSize":100,"maxPageSize":200,"cursorTimeout":3600}""",
            WriteConfig(
                new PaginationFeatures
                {
                    Cursor = true,
                    DefaultPageSize = 100,
                    MaxPageSize = 200,
                    CursorTimeout = 3600,
                }
            )
        );
    }

    [Fact, Trait("rfc", "7643-8.7.2")]
    public void DiscoveryResources_Members_AreDeclaredByTheirSchema()
    {
        AssertDeclared(
            ParseJson(DiscoveryWriter.WriteSchema(TenantSchemas.Default, SchemaUrns.User, BaseUri)!),
            BuiltInSchemas.Schema.Attributes
        );
        AssertDeclared(
            ParseJson(DiscoveryWriter.WriteResourceType(TenantSchemas.Default, "User", BaseUri)!),
            BuiltInSchemas.ResourceType.Attributes
        );
        var features = new ServiceProviderFeatures
        {
            Pagination = new PaginationFeatures(),
            DocumentationUri = "https://docs.example",
        };
        AssertDeclared(
            ParseJson(DiscoveryWriter.WriteServiceProviderConfig(features, BaseUri)),
            BuiltInSchemas.ServiceProviderConfig.Attributes
        );
    }

    private static void AssertDeclared(JsonElement resource, IReadOnlyList<AttributeDefinition> attributes)
    {
        foreach (JsonProperty member in resource.EnumerateObject().Where(m => m.Name is not ("schemas" or "meta")))
        {
            AttributeDefinition attribute = Assert.Single(attributes, a => a.Name == member.Name);
            Assert.Equal(attribute.MultiValued, member.Value.ValueKind == JsonValueKind.Array);
            foreach (
                JsonElement value in attribute.MultiValued ? [.. member.Value.EnumerateArray()] : new[] { member.Value }
            )
            {
                if (value.ValueKind == JsonValueKind.Object)
                    AssertDeclared(value, attribute.SubAttributes);
            }
        }

        foreach (AttributeDefinition required in attributes.Where(a => a.Required))
            Assert.True(resource.TryGetProperty(required.Name, out _), required.Name);
    }

    private static void AssertAttribute(JsonElement attribute)
    {
        foreach (
            string name in new[]
            {
                "name",
                "type",
                "multiValued",
                "description",
                "required",
                "mutability",
                "returned",
                "uniqueness",
            }
        )
            Assert.True(attribute.TryGetProperty(name, out _), $"{attribute.GetProperty("name")}: {name}");
        string type = attribute.GetProperty("type").GetString()!;
        Assert.Equal(type == "reference", attribute.TryGetProperty("referenceTypes", out _));
        Assert.Equal(type == "complex", attribute.TryGetProperty("subAttributes", out JsonElement subs));
        Assert.Equal(type is "string" or "reference" or "binary", attribute.TryGetProperty("caseExact", out _));
        if (type != "complex")
            return;
        foreach (JsonElement sub in subs.EnumerateArray())
            AssertAttribute(sub);
    }

    private static void AssertList(JsonElement list, int count)
    {
        AssertNoNulls(list);
        Assert.Equal(SchemaUrns.ListResponse, Assert.Single(list.GetProperty("schemas").EnumerateArray()).GetString());
        Assert.Equal(count, list.GetProperty("totalResults").GetInt32());
        Assert.Equal(count, list.GetProperty("itemsPerPage").GetInt32());
        Assert.Equal(1, list.GetProperty("startIndex").GetInt32());
        Assert.Equal(count, list.GetProperty("Resources").GetArrayLength());
    }

    private static void AssertNoNulls(JsonElement element)
    {
        Assert.NotEqual(JsonValueKind.Null, element.ValueKind);
        if (element.ValueKind == JsonValueKind.Object)
            foreach (JsonProperty member in element.EnumerateObject())
                AssertNoNulls(member.Value);
        if (element.ValueKind == JsonValueKind.Array)
            foreach (JsonElement item in element.EnumerateArray())
                AssertNoNulls(item);
    }

    private static JsonElement ParseJson(byte[] utf8)
    {
        using JsonDocument document = JsonDocument.Parse(utf8);
        return document.RootElement.Clone();
    }
}
