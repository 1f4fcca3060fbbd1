using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Http;

/// <summary>
/// Reads the JSON bodies of the operator and workplace APIs. Unknown and duplicate members are errors, because they are
/// most likely mistakes.
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
    /// The object; or InvalidSyntax if the body is not a JSON object, or InvalidValue that names the invalid members.
    /// </returns>
    public static (T? Body, ScimError? Error) ReadObject<T>(ReadOnlyMemory<byte> utf8, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, DocumentOptions);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return (null, new ScimError(ScimErrorKind.InvalidSyntax, "The body must be a JSON object."));
            string[] known = [.. type.Properties.Select(p => p.Name)];
            string[] unknown =
            [
                .. document.RootElement.EnumerateObject().Select(m => m.Name).Where(name => !known.Contains(name)),
            ];
            if (unknown.Length > 0)
            {
                return (
                    null,
                    new ScimError(
                        ScimErrorKind.InvalidValue,
                        $"The body contains unknown members: {string.Join(", ", unknown)}. "
                            + $"Allowed members: {string.Join(", ", known)}."
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
                    $"{path[2..]} has a value of the wrong type or format. Correct the value."
                )
            );
        }
        catch (JsonException e)
        {
            return (
                null,
                new ScimError(
                    ScimErrorKind.InvalidSyntax,
                    $"The body is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}. "
                        + "Correct the JSON syntax."
                )
            );
        }
        catch (InvalidOperationException)
        {
            // Thrown by the reader for escape sequences of an unpaired surrogate.
            return (
                null,
                new ScimError(
                    ScimErrorKind.InvalidSyntax,
                    "The body contains an invalid string (unpaired UTF-16 surrogate)."
                )
            );
        }
    }

    /// <summary>Validates a text that is shown to people: it must not contain control characters.</summary>
    /// <returns>Null, or InvalidValue.</returns>
    public static ScimError? CheckText(string name, string? text) =>
        text is not null && text.Any(char.IsControl)
            ? new ScimError(ScimErrorKind.InvalidValue, $"{name} must not contain control characters.")
            : null;
}
