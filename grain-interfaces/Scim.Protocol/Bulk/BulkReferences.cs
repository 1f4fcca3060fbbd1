using System.Text.Json.Nodes;
using Scim.Protocol.Json;

namespace Scim.Protocol.Bulk;

/// <summary>
/// Finds and replaces <c>bulkId</c> references in the body of an operation (RFC 7644 section 3.7.2).
/// </summary>
/// <remarks>
/// A reference is a string <c>bulkId:{name}</c>; in <c>$ref</c>, a URI whose last segment has that form; in a PATCH
/// path, a quoted string of that form. Only attributes that can refer to resources have references; the same text in
/// another attribute, such as <c>displayName</c>, is a value like any other.
/// </remarks>
public static class BulkReferences
{
    /// <summary>The prefix of a reference.</summary>
    public const string Prefix = "bulkId:";

    private const string Members = "members";
    private const string Path = "path";
    private const string Reference = "$ref";

    /// <summary>Returns the bulkId that <paramref name="text"/> refers to, or null if it is not a reference.</summary>
    public static string? ParseBulkId(string? text) =>
        text is not null && text.Length > Prefix.Length && text.StartsWith(Prefix, StringComparison.Ordinal)
            ? text[Prefix.Length..]
            : null;

    /// <summary>Returns a copy of an operation's body in which references are replaced by resource ids.</summary>
    /// <param name="operation">The operation, which has a body. It is not modified.</param>
    /// <param name="resolve">Returns the id of the resource for a bulkId.</param>
    public static JsonObject ReplaceReferences(BulkOperation operation, Func<string, string> resolve)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(resolve);
        JsonObject copy = operation.Data!.DeepClone().AsObject();
        VisitBody(
            operation,
            copy,
            (key, text, _) =>
            {
                if (!text.Contains(Prefix, StringComparison.Ordinal))
                    return text;
                (string prefix, char separator, string[] parts) = SplitReferences(key, text);
                string[] resolved = Array.ConvertAll(
                    parts,
                    part => ParseBulkId(part) is { } name ? resolve(name) : part
                );
                return parts.SequenceEqual(resolved) ? text : prefix + string.Join(separator, resolved);
            }
        );
        return copy;
    }

    /// <summary>
    /// Calls <paramref name="visit"/> for each string that may identify a resource, by id or by reference, with a flag
    /// that tells whether the string is inside a group's members.
    /// </summary>
    internal static void VisitReferences(BulkOperation operation, JsonObject data, Action<string, bool> visit) =>
        VisitBody(
            operation,
            data,
            (key, text, inMembers) =>
            {
                foreach (string part in SplitReferences(key, text).Parts)
                    visit(part, inMembers);
                return text;
            }
        );

    private static void VisitBody(BulkOperation operation, JsonObject data, Func<string, string, bool, string> visit)
    {
        if (operation.Type is not { } type)
            return;
        ReferenceScope resource = ReferenceScope.ForResource(type);
        if (operation.Method != BulkMethod.Patch)
            VisitObject(data, resource, inMembers: false, visit);
        else if (JsonNodeReader.TryGetProperty(data, "Operations", out JsonNode? list) && list is JsonArray operations)
            foreach (JsonObject change in operations.OfType<JsonObject>())
                VisitPatchOperation(change, resource, visit);
    }

    // The path of a PATCH operation says which attribute its value is for.
    private static void VisitPatchOperation(
        JsonObject operation,
        ReferenceScope resource,
        Func<string, string, bool, string> visit
    )
    {
        string path =
            JsonNodeReader.TryGetProperty(operation, Path, out JsonNode? given)
            && JsonNodeReader.TryGetString(given, out string? text)
                ? text
                : "";
        bool inMembers = path.Contains(Members, StringComparison.OrdinalIgnoreCase);
        foreach ((string name, JsonNode? value) in operation.ToArray())
        {
            if (name.Equals(Path, StringComparison.OrdinalIgnoreCase))
                VisitValue(value, Path, resource.EnterFilter(path), inMembers, visit, to => operation[name] = to);
            else if (name.Equals("value", StringComparison.OrdinalIgnoreCase))
                VisitValue(
                    value,
                    name,
                    path.Length == 0 ? resource : resource.EnterPath(path),
                    inMembers,
                    visit,
                    to => operation[name] = to
                );
        }
    }

    private static void VisitObject(
        JsonObject obj,
        ReferenceScope scope,
        bool inMembers,
        Func<string, string, bool, string> visit
    )
    {
        foreach ((string name, JsonNode? value) in obj.ToArray())
            VisitValue(
                value,
                name,
                scope.EnterMember(name),
                inMembers || name.Equals(Members, StringComparison.OrdinalIgnoreCase),
                visit,
                to => obj[name] = to
            );
    }

    private static void VisitValue(
        JsonNode? value,
        string key,
        ReferenceScope scope,
        bool inMembers,
        Func<string, string, bool, string> visit,
        Action<string> replace
    )
    {
        if (value is JsonObject inner)
        {
            VisitObject(inner, scope, inMembers, visit);
        }
        else if (value is JsonArray list)
        {
            for (int i = 0; i < list.Count; i++)
            {
                int index = i;
                VisitValue(list[i], key, scope, inMembers, visit, to => list[index] = to);
            }
        }
        else if (
            scope.CanRefer
            && JsonNodeReader.TryGetString(value, out string? text)
            && visit(key, text, inMembers) is var changed
            && !ReferenceEquals(changed, text)
        )
        {
            replace(changed);
        }
    }

    // Splits a string so that each part is either a complete reference or not a reference at all.
    private static (string Lead, char Separator, string[] Parts) SplitReferences(string key, string text)
    {
        if (ReferenceEquals(key, Path))
            return ("", '"', text.Split('"'));
        int slash = key.Equals(Reference, StringComparison.OrdinalIgnoreCase) ? text.LastIndexOf('/') : -1;
        return (text[..(slash + 1)], ' ', [text[(slash + 1)..]]);
    }
}
