using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Http;

/// <summary>Request bodies.</summary>
public static class Bodies
{
    /// <summary>A user.</summary>
    /// <param name="userName">The userName.</param>
    /// <param name="more">Further attributes as an anonymous object; later ones win.</param>
    public static JsonObject User(string userName, object? more = null) =>
        With(new JsonObject { ["schemas"] = new JsonArray(Urn.User), ["userName"] = userName }, more);

    /// <summary>A user with attributes of the enterprise extension.</summary>
    public static JsonObject EnterpriseUser(string userName, object enterprise, object? more = null)
    {
        JsonObject user = User(userName, more);
        user["schemas"] = new JsonArray(Urn.User, Urn.Enterprise);
        user[Urn.Enterprise] = JsonSerializer.SerializeToNode(enterprise);
        return user;
    }

    /// <summary>A group.</summary>
    public static JsonObject Group(string displayName, params IEnumerable<string> members) => new()
    {
        ["schemas"] = new JsonArray(Urn.Group),
        ["displayName"] = displayName,
        ["members"] = Members(members),
    };

    /// <summary>The body with one more attribute.</summary>
    public static JsonObject With(this JsonObject body, string name, string? value)
    {
        body[name] = value;
        return body;
    }

    /// <summary>A list of members, users and groups alike.</summary>
    public static JsonArray Members(params IEnumerable<string> ids) =>
        new([.. ids.Select(id => (JsonNode)new JsonObject { ["value"] = id })]);

    /// <summary>A PATCH request.</summary>
    public static JsonObject Patch(params IEnumerable<JsonObject> operations) => new()
    {
        ["schemas"] = new JsonArray(Urn.PatchOp),
        ["Operations"] = new JsonArray([.. operations]),
    };

    /// <summary>The operation <c>add</c>; a null path makes it pathless.</summary>
    public static JsonObject Add(string? path, object? value) => Operation("add", path, value);

    /// <summary>The operation <c>replace</c>; a null path makes it pathless.</summary>
    public static JsonObject Replace(string? path, object? value) => Operation("replace", path, value);

    /// <summary>The operation <c>remove</c>.</summary>
    public static JsonObject Remove(string path) => new() { ["op"] = "remove", ["path"] = path };

    /// <summary>A query for <c>.search</c>.</summary>
    public static JsonObject Search(object query) => With(new JsonObject { ["schemas"] = new JsonArray(Urn.SearchRequest) }, query);

    private static JsonObject Operation(string op, string? path, object? value)
    {
        JsonObject operation = new() { ["op"] = op };
        if (path is not null)
            operation["path"] = path;
        operation["value"] = value is JsonNode node ? node.DeepClone() : JsonSerializer.SerializeToNode(value);
        return operation;
    }

    private static JsonObject With(JsonObject target, object? more)
    {
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(more)?.AsObject() ?? [])
            target[name] = value?.DeepClone();
        return target;
    }
}
