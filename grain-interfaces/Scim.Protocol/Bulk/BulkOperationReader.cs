using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Bulk;

/// <summary>Reads the elements of a bulk request's <c>Operations</c>, one after the other.</summary>
internal sealed class BulkOperationReader(TenantSchemas schemas)
{
    private const int LongestName = 256;
    private readonly HashSet<string> _bulkIds = new(StringComparer.Ordinal);

    /// <summary>Reads one; what is wrong with it becomes its error.</summary>
    public BulkOperation Read(JsonNode? node, int index)
    {
        var read = new BulkOperation { Index = index };
        try
        {
            if (node is not JsonObject operation) throw Syntax("The operation must be an object.");
            read = read with { MethodName = Text(operation, "method") ?? "", BulkId = Text(operation, "bulkId"), Version = Text(operation, "version") };
            read = read with { Method = MethodOf(read.MethodName) };
            if (read.BulkId is { } bulkId) CheckBulkId(bulkId, read.Method);
            else if (read.Method == BulkMethod.Post) throw Syntax("The operation needs a bulkId, as it has the method POST.");

            (ResourceType type, string? target) = Resource(Text(operation, "path"), read.Method);
            read = read with { Type = type, Target = target };
            return read.Method == BulkMethod.Delete ? read : read with { Data = Body(operation) };
        }
        catch (ScimException e)
        {
            return read with { Error = e.Error };
        }
    }

    private void CheckBulkId(string bulkId, BulkMethod method)
    {
        if (bulkId.Length is 0 or > LongestName) throw Syntax($"The bulkId must have 1 to {LongestName} characters.");

        // Only a POST gives the name away; elsewhere it is the client's own mark.
        if (method == BulkMethod.Post && !_bulkIds.Add(bulkId))
            throw new ScimException(ScimErrorKind.InvalidValue, "The bulkId was used by an earlier POST of this request; it must be unique.");
    }

    private (ResourceType Type, string? Target) Resource(string? path, BulkMethod method)
    {
        if (string.IsNullOrEmpty(path)) throw Syntax("The operation needs a path, such as /Users or /Users/{id}.");
        string[] segments = path.Trim('/').Split('/');
        if (schemas.ByEndpoint(segments[0]) is not { } type)
            throw new ScimException(ScimErrorKind.NotFound, "The path names no resource type. It must begin with an endpoint such as /Users.");
        bool whole = method == BulkMethod.Post;
        if (segments.Length != (whole ? 1 : 2) || segments[^1].Length == 0)
            throw new ScimException(ScimErrorKind.InvalidPath, whole ? "The path of a POST must be an endpoint such as /Users." : "The path must name one resource, as in /Users/{id}.");
        return (type, whole ? null : Uri.UnescapeDataString(segments[1]));
    }

    private static JsonObject Body(JsonObject operation) => JsonNodes.TryProperty(operation, "data", out JsonNode? data) && data is JsonObject body
        ? body
        : throw Syntax("The operation needs data, an object: the body that the request would have on its own.");

    private static BulkMethod MethodOf(string name) => name.ToUpperInvariant() switch
    {
        "POST" => BulkMethod.Post,
        "PUT" => BulkMethod.Put,
        "PATCH" => BulkMethod.Patch,
        "DELETE" => BulkMethod.Delete,
        _ => throw Syntax("The operation's method must be POST, PUT, PATCH or DELETE."),
    };

    private static string? Text(JsonObject operation, string name)
    {
        if (!JsonNodes.TryProperty(operation, name, out JsonNode? value) || value is null) return null;
        return JsonNodes.TryText(value, out string? text) ? text : throw Syntax($"The operation's {name} must be text.");
    }

    private static ScimException Syntax(string detail) => new(ScimErrorKind.InvalidSyntax, detail);
}
