using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>The schemas and resource types that tests register, and the requests that register them.</summary>
public static class CustomSchemaBuilder
{
    /// <summary>The URN of a user extension with one attribute of every type.</summary>
    public const string BadgeUrn = "urn:example:params:scim:schemas:extension:badge:2.0:User";

    /// <summary>The URN of the core schema of devices.</summary>
    public const string DeviceUrn = "urn:example:params:scim:schemas:core:2.0:Device";

    /// <summary>The URN of an extension of devices.</summary>
    public const string LocationUrn = "urn:example:params:scim:schemas:extension:location:2.0:Device";

    /// <summary>A schema in the form of RFC 7643 section 7.</summary>
    public static JsonObject CreateSchema(string urn, params IEnumerable<JsonObject> attributes) =>
        new()
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:Schema"),
            ["id"] = urn,
            ["name"] = urn[(urn.LastIndexOf(':') + 1)..],
            ["description"] = "Declared by a test",
            ["attributes"] = new JsonArray([.. attributes]),
        };

    /// <summary>An attribute definition; of type string unless <paramref name="more"/> overrides it.</summary>
    public static JsonObject CreateAttribute(string name, object? more = null)
    {
        JsonObject attribute = new() { ["name"] = name, ["type"] = "string" };
        foreach ((string key, JsonNode? value) in JsonSerializer.SerializeToNode(more)?.AsObject() ?? [])
            attribute[key] = value?.DeepClone();
        return attribute;
    }

    /// <summary>The definition of a complex attribute.</summary>
    public static JsonObject CreateComplexAttribute(string name, object? more, params IEnumerable<JsonObject> subs)
    {
        JsonObject attribute = CreateAttribute(name, more);
        attribute["type"] = "complex";
        attribute["subAttributes"] = new JsonArray([.. subs]);
        return attribute;
    }

    /// <summary>A resource type in the form of RFC 7643 section 6.</summary>
    public static JsonObject CreateResourceType(
        string name,
        string endpoint,
        string schema,
        params IEnumerable<(string Urn, bool Required)> extensions
    ) =>
        new()
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:ResourceType"),
            ["name"] = name,
            ["endpoint"] = endpoint,
            ["description"] = "Declared by a test",
            ["schema"] = schema,
            ["schemaExtensions"] = new JsonArray([
                .. extensions.Select(e => (JsonNode)new JsonObject { ["schema"] = e.Urn, ["required"] = e.Required }),
            ]),
        };

    /// <summary>
    /// The badge extension: a unique, case-exact, immutable attribute, a complex multi-valued attribute, and one
    /// attribute for each other characteristic.
    /// </summary>
    public static JsonObject CreateBadgeSchema() =>
        CreateSchema(
            BadgeUrn,
            CreateAttribute(
                "number",
                new
                {
                    required = true,
                    caseExact = true,
                    mutability = "immutable",
                    uniqueness = "server",
                }
            ),
            CreateAttribute("color", new { canonicalValues = new[] { "Red", "Green" } }),
            CreateAttribute("level", new { type = "integer" }),
            CreateAttribute("weight", new { type = "decimal" }),
            CreateAttribute("issued", new { type = "dateTime" }),
            CreateAttribute("lost", new { type = "boolean" }),
            CreateAttribute("photo", new { type = "binary" }),
            CreateAttribute("sponsor", new { type = "reference", referenceTypes = new[] { "User" } }),
            CreateAttribute("site", new { type = "reference", referenceTypes = new[] { "external" } }),
            CreateAttribute("pin", new { mutability = "writeOnly" }),
            CreateAttribute("checked", new { mutability = "readOnly" }),
            CreateAttribute("note", new { returned = "request" }),
            CreateAttribute("issuer", new { returned = "always" }),
            CreateAttribute("tags", new { multiValued = true }),
            CreateComplexAttribute(
                "doors",
                new { multiValued = true },
                CreateAttribute("value", new { required = true }),
                CreateAttribute("code", new { caseExact = true, uniqueness = "server" }),
                CreateAttribute("type", new { canonicalValues = new[] { "in", "out" } }),
                CreateAttribute("primary", new { type = "boolean" }),
                CreateAttribute("floor", new { type = "integer" })
            ),
            CreateComplexAttribute(
                "holder",
                null,
                CreateAttribute("name", new { mutability = "immutable" }),
                CreateAttribute("phone")
            )
        );

    /// <summary>Registers a schema.</summary>
    public static async Task<ScimResponse> AddSchemaAsync(this TestTenant tenant, JsonObject schema) =>
        await tenant.Operator.SendRequestAsync("POST", $"/tenants/{tenant.Id}/schemas", schema);

    /// <summary>Replaces a schema.</summary>
    public static Task<ScimResponse> ReplaceSchemaAsync(this TestTenant tenant, JsonObject schema) =>
        tenant.Operator.SendRequestAsync("PUT", $"/tenants/{tenant.Id}/schemas/{schema["id"]}", schema);

    /// <summary>Registers a resource type.</summary>
    public static Task<ScimResponse> AddResourceTypeAsync(this TestTenant tenant, JsonObject type) =>
        tenant.Operator.SendRequestAsync("POST", $"/tenants/{tenant.Id}/resourceTypes", type);

    /// <summary>Sets the extensions of users, in addition to the enterprise extension.</summary>
    public static Task<ScimResponse> ExtendUserTypeAsync(
        this TestTenant tenant,
        params IEnumerable<(string Urn, bool Required)> extensions
    ) =>
        tenant.Operator.SendRequestAsync(
            "PUT",
            $"/tenants/{tenant.Id}/resourceTypes/User",
            CreateResourceType("User", "/Users", ScimUrns.User, extensions)
        );

    /// <summary>Adds the badge extension to a tenant's users.</summary>
    public static async Task<TestTenant> AddBadgesAsync(this TestTenant tenant)
    {
        (await tenant.AddSchemaAsync(CreateBadgeSchema())).AssertStatus(201);
        (await tenant.ExtendUserTypeAsync((BadgeUrn, false))).AssertStatus(200);
        return tenant;
    }

    /// <summary>The body of a user with values of an extension.</summary>
    public static JsonObject CreateUser(string userName, object? extension, string urn = BadgeUrn)
    {
        JsonObject user = RequestBodies.CreateUser(userName);
        user["schemas"] = new JsonArray(ScimUrns.User, urn);
        user[urn] = JsonSerializer.SerializeToNode(extension);
        return user;
    }
}
