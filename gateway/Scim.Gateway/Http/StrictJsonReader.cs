using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Http;

/// <summary>
/// Reads the JSON of the operator and workplace APIs strictly: a member that is unknown, or there twice, is more likely
/// a mistake than meant to be ignored.
/// </summary>
internal static class StrictJsonReader
{
    private static readonly JsonDocumentOptions DocumentOptions = new()
    {
        MaxDepth = 16,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads an object.</summary>
    /// <returns>
    /// The object; or InvalidSyntax for what is no JSON object, InvalidValue for members, which it names.
    /// </returns>
    public static (T? Body, ScimError? Error) ReadObject<T>(
        ReadOnlyMemory<byte> utf8,
        JsonTypeInfo<T> type
    )
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, DocumentOptions);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return (
                    null,
                    new ScimError(ScimErrorKind.InvalidSyntax, "The body must be a JSON object.")
                );
            string[] known = [.. type.Properties.Select(p => p.Name)];
            string[] unknown =
            [
                .. document
                    .RootElement.EnumerateObject()
                    .Select(m => m.Name)
                    .Where(name => !known.Contains(name)),
            ];
            if (unknown.Length > 0)
            {
                return (
                    null,
                    new ScimError(
                        ScimErrorKind.InvalidValue,
                        $"The body has members that are not known here: {string.Join(", ", unknown)}. Known: {string.Join(", ", known)}."
                    )
                );
            }

            return (document.RootElement.Deserialize(type), null);
        }
        catch (JsonException e) when (e.Path is { Length: > 2 } path)
        {
            return (
                null,
                new ScimError(
                    ScimErrorKind.InvalidValue,
                    $"{path[2..]} has a value of the wrong type or form."
                )
            );
        }
        catch (JsonException e)
        {
            return (
                null,
                new ScimError(
                    ScimErrorKind.InvalidSyntax,
                    $"The body is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."
                )
            );
        }
        catch (InvalidOperationException)
        {
            // What the reader throws at escapes of half a surrogate pair.
            return (
                null,
                new ScimError(
                    ScimErrorKind.InvalidSyntax,
                    "The body holds a string that is no text: half a surrogate pair."
                )
            );
        }
    }

    /// <summary>
    /// What is wrong with a text that people will read: nothing, or that it holds control characters.
    /// </summary>
    public static ScimError? CheckText(string name, string? text) =>
        text is not null && text.Any(char.IsControl)
            ? new ScimError(ScimErrorKind.InvalidValue, $"{name} must not hold control characters.")
            : null;
}
