using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.CustomSchemas;

/// <summary>
/// Reads one object of a schema or resource type strictly: unknown members are rejected, since they are most likely
/// mistakes.
/// </summary>
/// <param name="node">The object.</param>
/// <param name="at">The location of the object for messages. Empty for the root, otherwise with a trailing
/// period.</param>
internal sealed class SchemaObjectReader(JsonObject node, string at)
{
    /// <summary>Creates the error for a member that violates a rule.</summary>
    public static ScimException CreateInvalidValueError(string path, string rule) =>
        new(ScimErrorKind.InvalidValue, $"{LogSanitizer.SanitizeText(path, 200)} {rule}.");

    /// <summary>Returns the path of a member.</summary>
    public string GetPath(string name) => at + name;

    /// <summary>Rejects members with other names.</summary>
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
                    $"is not a known member. Known members: {string.Join(", ", names)}"
                );
        }
    }

    /// <summary>Whether the member exists and is not null.</summary>
    public bool HasValue(string name) =>
        JsonNodeReader.TryGetProperty(node, name, out JsonNode? value) && value is not null;

    /// <summary>Reads a string. Returns null if the member is missing or null.</summary>
    public string? ReadText(string name)
    {
        if (!JsonNodeReader.TryGetProperty(node, name, out JsonNode? value) || value is null)
            return null;
        return JsonNodeReader.TryGetString(value, out string? text)
            ? text
            : throw CreateInvalidValueError(at + name, "must be a string");
    }

    /// <summary>Reads a string that is required and must not be blank.</summary>
    public string ReadRequiredText(string name) =>
        ReadText(name) is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw CreateInvalidValueError(at + name, "is required");

    /// <summary>Reads a boolean. Returns false if the member is missing or null.</summary>
    public bool ReadBoolean(string name)
    {
        if (!JsonNodeReader.TryGetProperty(node, name, out JsonNode? value) || value is null)
            return false;
        return JsonNodeReader.TryGetBoolean(value, out bool flag)
            ? flag
            : throw CreateInvalidValueError(at + name, "must be true or false");
    }

    /// <summary>
    /// Reads one of several words, ignoring case. Returns the first choice if the member is missing or null.
    /// </summary>
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

    /// <summary>Reads an array of strings. Returns an empty list if the member is missing or null.</summary>
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
                        : throw CreateInvalidValueError($"{at}{name}[{i}]", "must be a string")
            ),
        ];
    }

    /// <summary>Reads an array of objects. Returns an empty list if the member is missing or null.</summary>
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
        list = value as JsonArray ?? throw CreateInvalidValueError(at + name, "must be an array");
        return true;
    }
}
