using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Values;

/// <summary>
/// Unwraps values that clients send as JSON inside a string where the schema requires an object or objects, and as an
/// array of exactly one value where it requires one value.
/// </summary>
/// <remarks>
/// Only a text that begins like a JSON object or array is unwrapped. Any other text may be the <c>value</c> of the
/// complex value. Attributes that are not complex keep their text.
/// </remarks>
internal static class ValueUnwrapper
{
    /// <summary>Unwraps the value of a single-valued attribute, or a value that a path selects.</summary>
    /// <exception cref="ScimException">InvalidValue: the value is an array of several values, or a text that
    /// begins like JSON but is not valid.</exception>
    public static JsonNode? UnwrapSingleValue(
        AttributeDefinition attribute,
        JsonNode? value,
        string path,
        JsonLimits limits
    ) => attribute.Type == AttributeType.Complex ? UnwrapObject(value, path, limits) : UnwrapArray(value, path);

    /// <summary>Unwraps an object of attributes, such as the object of an extension.</summary>
    /// <inheritdoc cref="UnwrapSingleValue" path="/exception"/>
    public static JsonNode? UnwrapObject(JsonNode? value, string path, JsonLimits limits)
    {
        value = UnwrapText(value, path, limits);
        return value is JsonArray ? UnwrapText(UnwrapArray(value, path), path, limits) : value;
    }

    /// <summary>Unwraps an array of exactly one value. An empty array means "unassigned" and is kept.</summary>
    /// <exception cref="ScimException">InvalidValue: the array has several values, or one that is an array.
    /// </exception>
    public static JsonNode? UnwrapArray(JsonNode? value, string path)
    {
        if (value is not JsonArray { Count: > 0 } list)
            return value;
        return list.Count == 1 && list[0] is not JsonArray
            ? list[0]
            : throw ValueErrors.CreateInvalidValue(path, "must be one value, or an array of exactly one value");
    }

    /// <summary>Unwraps the value of a multi-valued attribute, or one of its values.</summary>
    /// <exception cref="ScimException">InvalidValue: the text begins like JSON but is not valid.</exception>
    public static JsonNode? UnwrapText(
        AttributeDefinition attribute,
        JsonNode? value,
        string path,
        JsonLimits limits
    ) => attribute.Type == AttributeType.Complex ? UnwrapText(value, path, limits) : value;

    /// <summary>Unwraps a value of which the schema requires an object or objects.</summary>
    /// <exception cref="ScimException">InvalidValue: the text begins like JSON but is not valid.</exception>
    public static JsonNode? UnwrapText(JsonNode? value, string path, JsonLimits limits)
    {
        if (!JsonNodeReader.TryGetString(value, out string? text) || !BeginsLikeJson(text))
            return value;
        try
        {
            return ScimJson.ParseText(text, limits);
        }
        catch (ScimException e)
        {
            throw ValueErrors.CreateInvalidValue(
                path,
                "is a string that begins like JSON, which cannot be read. Send an object or an array instead of a "
                    + $"string. {e.Error.Detail.TrimEnd('.')}"
            );
        }
    }

    private static bool BeginsLikeJson(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..];
}
