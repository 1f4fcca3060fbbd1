using System.Text.Json.Nodes;
using Scim.Protocol.Json;

namespace Scim.Protocol.Bulk;

/// <summary>
/// Finds and replaces <c>bulkId</c> references in the body of an operation (RFC 7644 section 3.7.2).
/// </summary>
/// <remarks>
/// A reference is a string <c>bulkId:{name}</c>; in <c>$ref</c>, a URI whose last segment has that form; in a PATCH
/// path, a quoted string of that form. The notation is reserved by the RFC, so every string of that form is treated as
/// a reference.
/// </remarks>
public static class BulkReferences
{
    /// <summary>The prefix of a reference.</summary>
    public const string Prefix = "bulkId:";

    private const string Members = "members";

    /// <summary>Returns the bulkId that <paramref name="text"/> refers to, or null if it is not a reference.</summary>
    public static string? ParseBulkId(string? text) =>
        text is not null && text.Length > Prefix.Length && text.StartsWith(Prefix, StringComparison.Ordinal)
            ? text[Prefix.Length..]
            : null;

    /// <summary>Returns a copy of a body in which references are replaced by resource ids.</summary>
    /// <param name="data">The body. It is not modified.</param>
    /// <param name="resolve">Returns the id of the resource for a bulkId.</param>
    public static JsonObject ReplaceReferences(JsonObject data, Func<string, string> resolve)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(resolve);
        JsonObject copy = data.DeepClone().AsObject();
        VisitStrings(
            copy,
            "",
            inMembers: false,
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
    internal static void VisitReferences(JsonObject data, Action<string, bool> visit) =>
        VisitStrings(
            data,
            "",
            inMembers: false,
            (key, text, inMembers) =>
            {
                foreach (string part in SplitReferences(key, text).Parts)
                    visit(part, inMembers);
                return text;
            }
        );

    private static void VisitStrings(
        JsonNode? node,
        string key,
        bool inMembers,
        Func<string, string, bool, string> visit
    )
    {
        if (node is JsonObject obj)
        {
            inMembers |= IsPatchOfMembers(obj);
            foreach ((string name, JsonNode? value) in obj.ToArray())
            {
                bool inside = inMembers || name.Equals(Members, StringComparison.OrdinalIgnoreCase);
                if (!JsonNodeReader.TryGetString(value, out string? text))
                    VisitStrings(value, name, inside, visit);
                else if (visit(name, text, inside) is var changed && !ReferenceEquals(changed, text))
                    obj[name] = changed;
            }
        }
        else if (node is JsonArray list)
        {
            for (int i = 0; i < list.Count; i++)
            {
                if (!JsonNodeReader.TryGetString(list[i], out string? text))
                    VisitStrings(list[i], key, inMembers, visit);
                else if (visit(key, text, inMembers) is var changed && !ReferenceEquals(changed, text))
                    list[i] = changed;
            }
        }
    }

    // The path of a PATCH operation says which attribute its value is for.
    private static bool IsPatchOfMembers(JsonObject obj) =>
        JsonNodeReader.TryGetProperty(obj, "op", out _)
        && JsonNodeReader.TryGetProperty(obj, "path", out JsonNode? path)
        && JsonNodeReader.TryGetString(path, out string? target)
        && target.Contains(Members, StringComparison.OrdinalIgnoreCase);

    // Splits a string so that each part is either a complete reference or not a reference at all.
    private static (string Lead, char Separator, string[] Parts) SplitReferences(string key, string text)
    {
        if (key.Equals("path", StringComparison.OrdinalIgnoreCase))
            return ("", '"', text.Split('"'));
        int slash = key.Equals("$ref", StringComparison.OrdinalIgnoreCase) ? text.LastIndexOf('/') : -1;
        return (text[..(slash + 1)], ' ', [text[(slash + 1)..]]);
    }
}
