using System.Text.Json.Nodes;
using Scim.Protocol.Json;

namespace Scim.Protocol.Bulk;

/// <summary>
/// References by <c>bulkId</c> inside an operation's body (RFC 7644 section 3.7.2): a text that is <c>bulkId:</c> and a
/// name; in <c>$ref</c>, a URI whose last segment is; in a PATCH path, a quoted text that is. The notation is the RFC's
/// own, so whatever has its form is a reference.
/// </summary>
public static class BulkReferences
{
    /// <summary>What a reference begins with.</summary>
    public const string Prefix = "bulkId:";

    private const string Members = "members";

    /// <summary>The bulkId that <paramref name="text"/> refers to, or null when it is no reference.</summary>
    public static string? ParseBulkId(string? text) =>
        text is not null
        && text.Length > Prefix.Length
        && text.StartsWith(Prefix, StringComparison.Ordinal)
            ? text[Prefix.Length..]
            : null;

    /// <summary>A copy of a body in which references are replaced by what they refer to.</summary>
    /// <param name="data">The body; left as it is.</param>
    /// <param name="resolve">The id of the resource that a bulkId stands for.</param>
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
                (string lead, char separator, string[] parts) = SplitReferences(key, text);
                string[] resolved = Array.ConvertAll(
                    parts,
                    part => ParseBulkId(part) is { } name ? resolve(name) : part
                );
                return parts.SequenceEqual(resolved)
                    ? text
                    : lead + string.Join(separator, resolved);
            }
        );
        return copy;
    }

    /// <summary>
    /// Shows every text that may name a resource, whether by id or by reference, and whether it stands among a group's
    /// members.
    /// </summary>
    internal static void VisitReferences(JsonObject data, Action<string, bool> mention) =>
        VisitStrings(
            data,
            "",
            inMembers: false,
            (key, text, inMembers) =>
            {
                foreach (string part in SplitReferences(key, text).Parts)
                    mention(part, inMembers);
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
                else if (
                    visit(name, text, inside) is var changed
                    && !ReferenceEquals(changed, text)
                )
                    obj[name] = changed;
            }
        }
        else if (node is JsonArray list)
        {
            for (int i = 0; i < list.Count; i++)
            {
                if (!JsonNodeReader.TryGetString(list[i], out string? text))
                    VisitStrings(list[i], key, inMembers, visit);
                else if (
                    visit(key, text, inMembers) is var changed
                    && !ReferenceEquals(changed, text)
                )
                    list[i] = changed;
            }
        }
    }

    // A PATCH operation says in its path what its value is about.
    private static bool IsPatchOfMembers(JsonObject obj) =>
        JsonNodeReader.TryGetProperty(obj, "op", out _)
        && JsonNodeReader.TryGetProperty(obj, "path", out JsonNode? path)
        && JsonNodeReader.TryGetString(path, out string? target)
        && target.Contains(Members, StringComparison.OrdinalIgnoreCase);

    // A text, taken apart so that each part is either a whole reference or none.
    private static (string Lead, char Separator, string[] Parts) SplitReferences(
        string key,
        string text
    )
    {
        if (key.Equals("path", StringComparison.OrdinalIgnoreCase))
            return ("", '"', text.Split('"'));
        int slash = key.Equals("$ref", StringComparison.OrdinalIgnoreCase)
            ? text.LastIndexOf('/')
            : -1;
        return (text[..(slash + 1)], ' ', [text[(slash + 1)..]]);
    }
}
