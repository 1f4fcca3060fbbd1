using System.Text.Json.Nodes;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>
/// Unwraps values that clients send as JSON inside a string where the schema requires an object or objects.
/// </summary>
/// <remarks>
/// Only a text that begins like a JSON object or array is unwrapped. Any other text may be the <c>value</c> of the
/// complex value. Attributes that are not complex keep their text.
/// </remarks>
internal static class ValueUnwrapper
{
    /// <summary>Unwraps the value of an attribute, or one of its values.</summary>
    /// <exception cref="Errors.ScimException">InvalidValue: the text begins like JSON but is not valid.</exception>
    public static JsonNode? UnwrapText(
        AttributeDefinition attribute,
        JsonNode? value,
        string path,
        JsonLimits limits
    ) => attribute.Type == AttributeType.Complex ? UnwrapText(value, path, limits) : value;

    /// <summary>Unwraps an object of attributes, such as the object of an extension.</summary>
    /// <exception cref="Errors.ScimException">InvalidValue: the text begins like JSON but is not valid.</exception>
    public static JsonNode? UnwrapText(JsonNode? value, string path, JsonLimits limits)
    {
        if (!JsonNodeReader.TryGetString(value, out string? text) || !BeginsLikeJson(text))
            return value;
        return ScimJson.ParseText(text, limits)
            ?? throw AttributeValueReader.CreateInvalidValueError(
                path,
                "is a string that begins like JSON but is not valid JSON. Send an object or an array instead of a string"
            );
    }

    private static bool BeginsLikeJson(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..];
}
