using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Bulk;

/// <summary>Bulk requests (RFC 7644 section 3.7).</summary>
internal static class BulkBodies
{
    private const string Urn = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

    /// <summary>A request of these operations.</summary>
    public static JsonObject Request(params IEnumerable<JsonObject> operations) => new() { ["schemas"] = new JsonArray(Urn), ["Operations"] = new JsonArray([.. operations]) };

    /// <summary>The same, to stop after so many errors.</summary>
    public static JsonObject Request(int failOnErrors, params IEnumerable<JsonObject> operations)
    {
        JsonObject request = Request(operations);
        request["failOnErrors"] = failOnErrors;
        return request;
    }

    /// <summary>An operation.</summary>
    public static JsonObject Operation(string method, string path, object? data = null, string? bulkId = null, string? version = null)
    {
        JsonObject operation = new() { ["method"] = method, ["path"] = path };
        if (bulkId is not null) operation["bulkId"] = bulkId;
        if (version is not null) operation["version"] = version;
        if (data is not null) operation["data"] = data as JsonNode ?? JsonSerializer.SerializeToNode(data);
        return operation;
    }

    /// <summary>POST of a user, with a manager where one is named.</summary>
    public static JsonObject PostUser(string bulkId, string userName, string? manager = null) => Operation(
        "POST", "/Users", manager is null ? Bodies.User(userName) : Bodies.EnterpriseUser(userName, new { manager = new { value = manager } }), bulkId);

    /// <summary>POST of a group.</summary>
    public static JsonObject PostGroup(string bulkId, string displayName, params IEnumerable<string> members) =>
        Operation("POST", "/Groups", Bodies.Group(displayName, members), bulkId);

    /// <summary>The statuses of the operations, in order.</summary>
    public static IReadOnlyList<string> Statuses(this ScimResponse response) => response.Expect(200).Each("/Operations", "/status");

    /// <summary>The id at the end of an operation's location.</summary>
    public static string IdOf(this ScimResponse response, int operation) => response.Text($"/Operations/{operation}/location").Split('/')[^1];
}
