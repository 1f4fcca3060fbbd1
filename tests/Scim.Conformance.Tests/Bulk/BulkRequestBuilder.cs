using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Bulk;

/// <summary>Builds bulk requests (RFC 7644 section 3.7).</summary>
internal static class BulkRequestBuilder
{
    private const string BulkRequestUrn = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

    /// <summary>A bulk request with the given operations.</summary>
    public static JsonObject CreateRequest(params IEnumerable<JsonObject> operations) =>
        new() { ["schemas"] = new JsonArray(BulkRequestUrn), ["Operations"] = new JsonArray([.. operations]) };

    /// <summary>A bulk request that stops after the given number of errors.</summary>
    public static JsonObject CreateRequest(int failOnErrors, params IEnumerable<JsonObject> operations)
    {
        JsonObject request = CreateRequest(operations);
        request["failOnErrors"] = failOnErrors;
        return request;
    }

    /// <summary>One bulk operation.</summary>
    public static JsonObject CreateOperation(
        string method,
        string path,
        object? data = null,
        string? bulkId = null,
        string? version = null
    )
    {
        JsonObject operation = new() { ["method"] = method, ["path"] = path };
        if (bulkId is not null)
            operation["bulkId"] = bulkId;
        if (version is not null)
            operation["version"] = version;
        if (data is not null)
            operation["data"] = data as JsonNode ?? JsonSerializer.SerializeToNode(data);
        return operation;
    }

    /// <summary>A POST of a user, optionally with a manager.</summary>
    public static JsonObject CreatePostUser(string bulkId, string userName, string? manager = null) =>
        CreateOperation(
            "POST",
            "/Users",
            manager is null
                ? RequestBodies.CreateUser(userName)
                : RequestBodies.CreateEnterpriseUser(userName, new { manager = new { value = manager } }),
            bulkId
        );

    /// <summary>A POST of a group.</summary>
    public static JsonObject CreatePostGroup(string bulkId, string displayName, params IEnumerable<string> members) =>
        CreateOperation("POST", "/Groups", RequestBodies.CreateGroup(displayName, members), bulkId);

    /// <summary>The statuses of the operations, in order.</summary>
    public static IReadOnlyList<string> GetStatuses(this ScimResponse response) =>
        response.AssertStatus(200).GetTexts("/Operations", "/status");

    /// <summary>The id at the end of an operation's location.</summary>
    public static string GetId(this ScimResponse response, int operation) =>
        response.GetText($"/Operations/{operation}/location").Split('/')[^1];
}
