using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.CustomSchemas;

/// <summary>
/// Reads one object of a declaration strictly: a member that is unknown is more likely a mistake than meant to be
/// ignored.
/// </summary>
/// <param name="node">The object.</param>
/// <param name="at">Where it is, for messages: empty at the root, else with a dot at its end.</param>
internal sealed class SchemaObjectReader(JsonObject node, string at)
{
    /// <summary>The error for a member that breaks a rule.</summary>
    public static ScimException CreateInvalidValueError(string path, string rule) =>
        new(ScimErrorKind.InvalidValue, $"{LogSanitizer.SanitizeText(path, 200)} {rule}.");

    /// <summary>A member's path.</summary>
    public string GetPath(string name) => at + name;

    /// <summary>Refuses members other than these.</summary>
    public void CheckMemberNames(params ReadOnlySpan<string> names)
    {
        foreach ((string name, _) in node)
        {
            bool known = false;
            foreach (string candidate in names)
                known |= candidate.Equals(name, StringComparison.OrdinalIgnoreCase);
            if (!known)
                throw CreateInvalidValueError(
                    at + name,
                    $"is not known here. Known: {string.Join(", ", names)}"
                );
        }
    }

    /// <summary>Whether there is such a member with a value.</summary>
    public bool HasValue(string name) =>
        JsonNodeReader.TryGetProperty(node, name, out JsonNode? value) && value is not null;

    /// <summary>A text; null where there is none.</summary>
    public string? ReadText(string name)
    {
        if (!JsonNodeReader.TryGetProperty(node, name, out JsonNode? value) || value is null)
            return null;
        return JsonNodeReader.TryGetString(value, out string? text)
            ? text
            : throw CreateInvalidValueError(at + name, "must be text");
    }

    /// <summary>A text that must be there and not blank.</summary>
    public string ReadRequiredText(string name) =>
        ReadText(name) is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw CreateInvalidValueError(at + name, "is required");

    /// <summary>A truth value; false where there is none.</summary>
    public bool ReadBoolean(string name)
    {
        if (!JsonNodeReader.TryGetProperty(node, name, out JsonNode? value) || value is null)
            return false;
        return JsonNodeReader.TryGetBoolean(value, out bool flag)
            ? flag
            : throw CreateInvalidValueError(at + name, "must be true or false");
    }

    /// <summary>One of several words, in any case; the first where there is none.</summary>
    public T ReadChoice<T>(string name, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (ReadText(name) is not { } text)
            return choices[0].Value;
        foreach ((string word, T value) in choices)
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
                return value;
        var words = new List<string>(choices.Length);
        foreach ((string word, _) in choices)
            words.Add(word);
        throw CreateInvalidValueError(at + name, $"must be one of: {string.Join(", ", words)}");
    }

    /// <summary>A list of texts; empty where there is none.</summary>
    public IReadOnlyList<string> ReadTexts(string name)
    {
        if (!TryReadList(name, out JsonArray? list))
            return [];
        return
        [
            .. list.Select(
                (e, i) =>
                    JsonNodeReader.TryGetString(e, out string? text) && text.Length > 0
                        ? text
                        : throw CreateInvalidValueError($"{at}{name}[{i}]", "must be text")
            ),
        ];
    }

    /// <summary>A list of objects; empty where there is none.</summary>
    public IReadOnlyList<SchemaObjectReader> ReadObjects(string name)
    {
        if (!TryReadList(name, out JsonArray? list))
            return [];
        return
        [
            .. list.Select(
                (e, i) =>
                    e is JsonObject obj
                        ? new SchemaObjectReader(obj, $"{at}{name}[{i}].")
                        : throw CreateInvalidValueError($"{at}{name}[{i}]", "must be an object")
            ),
        ];
    }

    private bool TryReadList(string name, [NotNullWhen(true)] out JsonArray? list)
    {
        list = null;
        if (!JsonNodeReader.TryGetProperty(node, name, out JsonNode? value) || value is null)
            return false;
        list = value as JsonArray ?? throw CreateInvalidValueError(at + name, "must be a list");
        return true;
    }
}
