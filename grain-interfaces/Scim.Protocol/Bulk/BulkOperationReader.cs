using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Bulk;

/// <summary>Reads the elements of a bulk request's <c>Operations</c>, one after the other.</summary>
internal sealed class BulkOperationReader(TenantSchemas schemas)
{
    private const int MaxBulkIdLength = 256;
    private readonly HashSet<string> _bulkIds = new(StringComparer.Ordinal);

    /// <summary>Reads one; what is wrong with it becomes its error.</summary>
    public BulkOperation ReadOperation(JsonNode? node, int index)
    {
        var read = new BulkOperation { Index = index };
        try
        {
            if (node is not JsonObject operation)
                throw CreateSyntaxError("The operation must be an object.");
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
                throw CreateSyntaxError("The operation needs a bulkId, as it has the method POST.");

            (ResourceType type, string? target) = ResolvePath(
                ReadText(operation, "path"),
                read.Method
            );
            read = read with { Type = type, Target = target };
            return read.Method == BulkMethod.Delete
                ? read
                : read with
                {
                    Data = ReadData(operation),
                };
        }
        catch (ScimException e)
        {
            return read with { Error = e.Error };
        }
    }

    private void CheckBulkId(string bulkId, BulkMethod method)
    {
        if (bulkId.Length is 0 or > MaxBulkIdLength)
            throw CreateSyntaxError($"The bulkId must have 1 to {MaxBulkIdLength} characters.");

        // Only a POST gives the name away; elsewhere it is the client's own mark.
        if (method == BulkMethod.Post && !_bulkIds.Add(bulkId))
            throw new ScimException(
                ScimErrorKind.InvalidValue,
                "The bulkId was used by an earlier POST of this request; it must be unique."
            );
    }

    private (ResourceType Type, string? Target) ResolvePath(string? path, BulkMethod method)
    {
        if (string.IsNullOrEmpty(path))
            throw CreateSyntaxError("The operation needs a path, such as /Users or /Users/{id}.");
        string[] segments = path.Trim('/').Split('/');
        if (schemas.FindByEndpoint(segments[0]) is not { } type)
            throw new ScimException(
                ScimErrorKind.NotFound,
                "The path names no resource type. It must begin with an endpoint such as /Users."
            );
        bool whole = method == BulkMethod.Post;
        if (segments.Length != (whole ? 1 : 2) || segments[^1].Length == 0)
            throw new ScimException(
                ScimErrorKind.InvalidPath,
                whole
                    ? "The path of a POST must be an endpoint such as /Users."
                    : "The path must name one resource, as in /Users/{id}."
            );
        return (type, whole ? null : Uri.UnescapeDataString(segments[1]));
    }

    private static JsonObject ReadData(JsonObject operation) =>
        JsonNodeReader.TryGetProperty(operation, "data", out JsonNode? data)
        && data is JsonObject body
            ? body
            : throw CreateSyntaxError(
                "The operation needs data, an object: the body that the request would have on its own."
            );

    private static BulkMethod ParseMethod(string name) =>
        name.ToUpperInvariant() switch
        {
            "POST" => BulkMethod.Post,
            "PUT" => BulkMethod.Put,
            "PATCH" => BulkMethod.Patch,
            "DELETE" => BulkMethod.Delete,
            _ => throw CreateSyntaxError(
                "The operation's method must be POST, PUT, PATCH or DELETE."
            ),
        };

    private static string? ReadText(JsonObject operation, string name)
    {
        if (!JsonNodeReader.TryGetProperty(operation, name, out JsonNode? value) || value is null)
            return null;
        return JsonNodeReader.TryGetString(value, out string? text)
            ? text
            : throw CreateSyntaxError($"The operation's {name} must be text.");
    }

    private static ScimException CreateSyntaxError(string detail) =>
        new(ScimErrorKind.InvalidSyntax, detail);
}
