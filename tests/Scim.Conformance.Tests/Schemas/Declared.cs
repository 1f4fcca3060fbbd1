using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Schemas;

/// <summary>Schemas and resource types that tests declare, and the requests that declare them.</summary>
public static class Declared
{
    /// <summary>An extension of users with one attribute of every kind.</summary>
    public const string Badge = "urn:example:params:scim:schemas:extension:badge:2.0:User";

    /// <summary>The core schema of devices.</summary>
    public const string Device = "urn:example:params:scim:schemas:core:2.0:Device";

    /// <summary>An extension of devices.</summary>
    public const string Location = "urn:example:params:scim:schemas:extension:location:2.0:Device";

    /// <summary>The form of RFC 7643 section 7.</summary>
    public static JsonObject Schema(string urn, params IEnumerable<JsonObject> attributes) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:Schema"),
        ["id"] = urn,
        ["name"] = urn[(urn.LastIndexOf(':') + 1)..],
        ["description"] = "Declared by a test",
        ["attributes"] = new JsonArray([.. attributes]),
    };

    /// <summary>An attribute: a string unless <paramref name="more"/> says otherwise.</summary>
    public static JsonObject Attribute(string name, object? more = null)
    {
        JsonObject attribute = new() { ["name"] = name, ["type"] = "string" };
        foreach ((string key, JsonNode? value) in JsonSerializer.SerializeToNode(more)?.AsObject() ?? []) attribute[key] = value?.DeepClone();
        return attribute;
    }

    /// <summary>A complex attribute.</summary>
    public static JsonObject Complex(string name, object? more, params IEnumerable<JsonObject> subs)
    {
        JsonObject attribute = Attribute(name, more);
        attribute["type"] = "complex";
        attribute["subAttributes"] = new JsonArray([.. subs]);
        return attribute;
    }

    /// <summary>The form of RFC 7643 section 6.</summary>
    public static JsonObject Type(string name, string endpoint, string schema, params IEnumerable<(string Urn, bool Required)> extensions) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:ResourceType"),
        ["name"] = name,
        ["endpoint"] = endpoint,
        ["description"] = "Declared by a test",
        ["schema"] = schema,
        ["schemaExtensions"] = new JsonArray([.. extensions.Select(e => (JsonNode)new JsonObject { ["schema"] = e.Urn, ["required"] = e.Required })]),
    };

    /// <summary>The badge extension: a unique, case-exact, immutable attribute, a complex multi-valued one, and one of each other characteristic.</summary>
    public static JsonObject BadgeSchema() => Schema(
        Badge,
        Attribute("number", new { required = true, caseExact = true, mutability = "immutable", uniqueness = "server" }),
        Attribute("colour", new { canonicalValues = new[] { "Red", "Green" } }),
        Attribute("level", new { type = "integer" }),
        Attribute("weight", new { type = "decimal" }),
        Attribute("issued", new { type = "dateTime" }),
        Attribute("lost", new { type = "boolean" }),
        Attribute("photo", new { type = "binary" }),
        Attribute("sponsor", new { type = "reference", referenceTypes = new[] { "User" } }),
        Attribute("site", new { type = "reference", referenceTypes = new[] { "external" } }),
        Attribute("pin", new { mutability = "writeOnly" }),
        Attribute("checked", new { mutability = "readOnly" }),
        Attribute("note", new { returned = "request" }),
        Attribute("issuer", new { returned = "always" }),
        Attribute("tags", new { multiValued = true }),
        Complex(
            "doors", new { multiValued = true },
            Attribute("value", new { required = true }), Attribute("code", new { caseExact = true, uniqueness = "server" }), Attribute("type", new { canonicalValues = new[] { "in", "out" } }),
            Attribute("primary", new { type = "boolean" }), Attribute("floor", new { type = "integer" })),
        Complex("holder", null, Attribute("name", new { mutability = "immutable" }), Attribute("phone")));

    /// <summary>Declares a schema.</summary>
    public static async Task<ScimResponse> Declare(this TestTenant tenant, JsonObject schema) =>
        await tenant.Operator.Send("POST", $"/tenants/{tenant.Id}/schemas", schema);

    /// <summary>Replaces a schema.</summary>
    public static Task<ScimResponse> Redeclare(this TestTenant tenant, JsonObject schema) =>
        tenant.Operator.Send("PUT", $"/tenants/{tenant.Id}/schemas/{schema["id"]}", schema);

    /// <summary>Declares a resource type.</summary>
    public static Task<ScimResponse> DeclareType(this TestTenant tenant, JsonObject type) =>
        tenant.Operator.Send("POST", $"/tenants/{tenant.Id}/resourceTypes", type);

    /// <summary>Sets the extensions of users, besides the enterprise one.</summary>
    public static Task<ScimResponse> ExtendUsers(this TestTenant tenant, params IEnumerable<(string Urn, bool Required)> extensions) =>
        tenant.Operator.Send("PUT", $"/tenants/{tenant.Id}/resourceTypes/User", Type("User", "/Users", Urn.User, extensions));

    /// <summary>A tenant whose users have the badge extension.</summary>
    public static async Task<TestTenant> WithBadges(this TestTenant tenant)
    {
        (await tenant.Declare(BadgeSchema())).Expect(201);
        (await tenant.ExtendUsers((Badge, false))).Expect(200);
        return tenant;
    }

    /// <summary>A user with values of an extension.</summary>
    public static JsonObject User(string userName, object? extension, string urn = Badge)
    {
        JsonObject user = Bodies.User(userName);
        user["schemas"] = new JsonArray(Urn.User, urn);
        user[urn] = JsonSerializer.SerializeToNode(extension);
        return user;
    }
}
