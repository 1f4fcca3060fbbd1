using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protocol.Values;

namespace Scim.Protocol.Bulk;

/// <summary>Reads the elements of the <c>Operations</c> array of a bulk request in order. Not thread-safe.</summary>
internal sealed class BulkOperationReader(TenantSchemas schemas, JsonLimits limits)
{
    private const int MaxBulkIdLength = 256;
    private readonly HashSet<string> _bulkIds = new(StringComparer.Ordinal);

    /// <summary>
    /// Reads one operation. A problem with the operation is returned in its <see cref="BulkOperation.Error"/>.
    /// </summary>
    public BulkOperation ReadOperation(JsonNode? node, int index)
    {
        var read = new BulkOperation { Index = index };
        try
        {
            if (node is not JsonObject operation)
                throw CreateSyntaxError("The operation must be a JSON object.");
            read = read with
            {
                MethodName = ReadText(operation, "method") ?? "",
                BulkId = ReadText(operation, "bulkId"),
                Version = ReadText(operation, "version"),
            };
            read = read with { Method = ParseMethod(read.MethodName) };
            if (read.BulkId is { } bulkId)
                CheckBulkId(bulkId, read.Method);
            else if (read.Method == BulkMethod.Post)
                throw CreateSyntaxError("A POST operation requires a bulkId.");

            (ResourceType type, string? target) = ResolvePath(ReadText(operation, "path"), read.Method);
            read = read with { Type = type, Target = target };
            return read.Method == BulkMethod.Delete ? read : read with { Data = ReadData(operation) };
        }
        catch (ScimException e)
        {
            return read with { Error = e.Error };
        }
    }

    private void CheckBulkId(string bulkId, BulkMethod method)
    {
        if (bulkId.Length is 0 or > MaxBulkIdLength)
            throw CreateSyntaxError($"bulkId must be 1 to {MaxBulkIdLength} characters long.");

        // Only a POST defines a bulkId. On other operations it is a label that is echoed in the response.
        if (method == BulkMethod.Post && !_bulkIds.Add(bulkId))
            throw new ScimException(
                ScimErrorKind.InvalidValue,
                "bulkId is already used by an earlier POST operation in this request. "
                    + "Use a unique bulkId for each POST operation."
            );
    }

    private (ResourceType Type, string? Target) ResolvePath(string? path, BulkMethod method)
    {
        if (string.IsNullOrEmpty(path))
            throw CreateSyntaxError("The operation requires a path, such as /Users or /Users/{id}.");
        string[] segments = path.Trim('/').Split('/');
        if (schemas.FindByEndpoint(segments[0]) is not { } type)
            throw new ScimException(
                ScimErrorKind.NotFound,
                "The path does not identify a resource type. Start the path with an endpoint such as /Users."
            );
        bool isCollection = method == BulkMethod.Post;
        if (segments.Length != (isCollection ? 1 : 2) || segments[^1].Length == 0)
            throw new ScimException(
                ScimErrorKind.InvalidPath,
                isCollection
                    ? "The path of a POST operation must be an endpoint, such as /Users."
                    : "The path must identify one resource, as in /Users/{id}."
            );
        return (type, isCollection ? null : Uri.UnescapeDataString(segments[1]));
    }

    private JsonObject ReadData(JsonObject operation) =>
        JsonNodeReader.TryGetProperty(operation, "data", out JsonNode? data)
        && ValueUnwrapper.UnwrapObject(data, "data", limits) is JsonObject body
            ? body
            : throw CreateSyntaxError(
                "The operation requires data: a JSON object with the body of the equivalent single request."
            );

    private static BulkMethod ParseMethod(string name) =>
        name.ToUpperInvariant() switch
        {
            "POST" => BulkMethod.Post,
            "PUT" => BulkMethod.Put,
            "PATCH" => BulkMethod.Patch,
            "DELETE" => BulkMethod.Delete,
            _ => throw CreateSyntaxError("The operation's method must be POST, PUT, PATCH or DELETE."),
        };

    private static string? ReadText(JsonObject operation, string name)
    {
        if (!JsonNodeReader.TryGetProperty(operation, name, out JsonNode? value) || value is null)
            return null;
        return JsonNodeReader.TryGetString(value, out string? text)
            ? text
            : throw CreateSyntaxError($"The operation's {name} must be a string.");
    }

    private static ScimException CreateSyntaxError(string detail) => new(ScimErrorKind.InvalidSyntax, detail);
}
