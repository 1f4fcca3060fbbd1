using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Testing.Server.Http;

/// <summary>Builds request bodies.</summary>
public static class RequestBodies
{
    /// <summary>A user.</summary>
    /// <param name="userName">The userName.</param>
    /// <param name="more">Further attributes as an anonymous object; they override earlier ones.</param>
    public static JsonObject CreateUser(string userName, object? more = null) =>
        WithMembers(new JsonObject { ["schemas"] = new JsonArray(ScimUrns.User), ["userName"] = userName }, more);

    /// <summary>A user with attributes of the enterprise extension.</summary>
    public static JsonObject CreateEnterpriseUser(string userName, object enterprise, object? more = null)
    {
        JsonObject user = CreateUser(userName, more);
        user["schemas"] = new JsonArray(ScimUrns.User, ScimUrns.Enterprise);
        user[ScimUrns.Enterprise] = JsonSerializer.SerializeToNode(enterprise);
        return user;
    }

    /// <summary>A group.</summary>
    public static JsonObject CreateGroup(string displayName, params IEnumerable<string> members) =>
        new()
        {
            ["schemas"] = new JsonArray(ScimUrns.Group),
            ["displayName"] = displayName,
            ["members"] = CreateMembers(members),
        };

    /// <summary>Sets a member of a body and returns the body.</summary>
    public static JsonObject WithMembers(this JsonObject body, string name, string? value)
    {
        body[name] = value;
        return body;
    }

    /// <summary>A list of members; users and groups have the same form.</summary>
    public static JsonArray CreateMembers(params IEnumerable<string> ids) =>
        new([.. ids.Select(id => (JsonNode)new JsonObject { ["value"] = id })]);

    /// <summary>A PATCH request.</summary>
    public static JsonObject CreatePatch(params IEnumerable<JsonObject> operations) =>
        new() { ["schemas"] = new JsonArray(ScimUrns.PatchOp), ["Operations"] = new JsonArray([.. operations]) };

    /// <summary>The operation <c>add</c>; a null path omits the path.</summary>
    public static JsonObject AddOperation(string? path, object? value) => CreateOperation("add", path, value);

    /// <summary>The operation <c>replace</c>; a null path omits the path.</summary>
    public static JsonObject ReplaceOperation(string? path, object? value) => CreateOperation("replace", path, value);

    /// <summary>The operation <c>remove</c>.</summary>
    public static JsonObject RemoveOperation(string path) => new() { ["op"] = "remove", ["path"] = path };

    /// <summary>The operation <c>remove</c> with a value, which RFC 7644 does not define but clients send.</summary>
    public static JsonObject RemoveOperation(string path, object? value) => CreateOperation("remove", path, value);

    /// <summary>A <c>.search</c> request.</summary>
    public static JsonObject CreateSearch(object query) =>
        WithMembers(new JsonObject { ["schemas"] = new JsonArray(ScimUrns.SearchRequest) }, query);

    private static JsonObject CreateOperation(string op, string? path, object? value)
    {
        JsonObject operation = new() { ["op"] = op };
        if (path is not null)
            operation["path"] = path;
        operation["value"] = value is JsonNode node ? node.DeepClone() : JsonSerializer.SerializeToNode(value);
        return operation;
    }

    private static JsonObject WithMembers(JsonObject target, object? more)
    {
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(more)?.AsObject() ?? [])
            target[name] = value?.DeepClone();
        return target;
    }
}
