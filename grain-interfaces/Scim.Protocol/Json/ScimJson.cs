using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Scim.Protocol.Errors;

namespace Scim.Protocol.Json;

/// <summary>Parses request bodies strictly and writes documents compactly. Thread-safe.</summary>
public static class ScimJson
{
    private static readonly JsonNodeOptions IgnoreCase = new() { PropertyNameCaseInsensitive = true };

    /// <summary>
    /// The format of this library's documents: compact, with letters of all languages unescaped and HTML-sensitive
    /// characters escaped.
    /// </summary>
    public static JsonWriterOptions WriterOptions { get; } =
        new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>
    /// Parses a body whose root must be an object. The returned object looks up names ignoring case.
    /// </summary>
    /// <remarks>
    /// Comments and trailing commas are rejected, as are names that differ only by case (attribute names are
    /// case-insensitive, RFC 7643 section 2.1), U+0000, unpaired surrogates and invalid UTF-8. A byte order mark is
    /// skipped.
    /// </remarks>
    /// <param name="utf8">The body.</param>
    /// <param name="limits">The limits for nesting depth and string length.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidSyntax"/> or
    /// <see cref="ScimErrorKind.InvalidValue"/>, with line and byte position (both counted from 1). No other exception
    /// is thrown, whatever the input.</exception>
    public static JsonObject ParseObject(ReadOnlyMemory<byte> utf8, JsonLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ReadOnlySpan<byte> text = utf8.Span;
        if (text.StartsWith("\uFEFF"u8))
            text = text["\uFEFF"u8.Length..];
        if (text.IsEmpty)
            throw new ScimException(ScimErrorKind.InvalidSyntax, "The body is empty. Send a JSON object.");

        // One level more than allowed, so that CheckDepth reports the limit instead of the reader reporting invalid
        // JSON.
        Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = limits.MaxDepth + 1 });
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new ScimException(ScimErrorKind.InvalidSyntax, "The body must be a JSON object.");
            JsonObject root = ReadObject(ref reader, text, limits);
            reader.Read(); // Throws if more data follows.
            return root;
        }
        catch (JsonException e)
        {
            throw CreateSyntaxError("The body", e);
        }
    }

    /// <summary>Parses an object or an array inside a string, as strictly as a body.</summary>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidSyntax"/> or
    /// <see cref="ScimErrorKind.InvalidValue"/>, with line and byte position in the text.</exception>
    internal static JsonNode ParseText(string text, JsonLimits limits)
    {
        ReadOnlySpan<byte> utf8 = Encoding.UTF8.GetBytes(text);
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = limits.MaxDepth + 1 });
        try
        {
            reader.Read();
            JsonNode root =
                reader.TokenType == JsonTokenType.StartArray
                    ? ReadArray(ref reader, utf8, limits)
                    : ReadObject(ref reader, utf8, limits);
            reader.Read(); // Throws if more data follows.
            return root;
        }
        catch (JsonException e)
        {
            throw CreateSyntaxError("The text", e);
        }
    }

    /// <summary>Writes a document in the format of <see cref="WriterOptions"/>.</summary>
    public static byte[] ToUtf8(JsonObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        using PooledJsonWriter writer = PooledJsonWriter.Rent();
        document.WriteTo(writer.Json);
        return writer.ToArray();
    }

    private static ScimException CreateSyntaxError(string what, JsonException e) =>
        new(
            ScimErrorKind.InvalidSyntax,
            $"{what} is not valid JSON: line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}."
        );

    private static JsonObject ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, JsonLimits limits)
    {
        CheckDepth(in reader, text, limits);
        JsonObject result = new(IgnoreCase);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = ReadText(in reader, text, limits);
            long nameAt = reader.TokenStartIndex;
            reader.Read();
            if (!result.TryAdd(name, ReadValue(ref reader, text, limits)))
            {
                throw new ScimException(
                    ScimErrorKind.InvalidSyntax,
                    $"The name '{LogSanitizer.SanitizeText(name, 100)}' appears more than once in an object "
                        + $"(names are case-insensitive): {FormatPosition(text, nameAt)}."
                );
            }
        }

        return result;
    }

    private static JsonArray ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, JsonLimits limits)
    {
        CheckDepth(in reader, text, limits);
        JsonArray result = new(IgnoreCase);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            result.Add(ReadValue(ref reader, text, limits));
        return result;
    }

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, JsonLimits limits) =>
        reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(ref reader, text, limits),
            JsonTokenType.StartArray => ReadArray(ref reader, text, limits),
            JsonTokenType.String => JsonValue.Create(ReadText(in reader, text, limits)),
            JsonTokenType.True => JsonValue.Create(true),
            JsonTokenType.False => JsonValue.Create(false),
            JsonTokenType.Number => ReadNumber(in reader, text),
            _ => null,
        };

    private static JsonValue ReadNumber(in Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        if (reader.TryGetInt64(out long whole))
            return JsonValue.Create(whole);
        if (reader.TryGetDouble(out double real) && double.IsFinite(real))
            return JsonValue.Create(real);
        throw new ScimException(
            ScimErrorKind.InvalidValue,
            $"A number is out of range: {FormatPosition(text, reader.TokenStartIndex)}."
        );
    }

    private static string ReadText(in Utf8JsonReader reader, ReadOnlySpan<byte> text, JsonLimits limits)
    {
        string value;
        try
        {
            value = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The reader throws both for invalid UTF-8 and for escape sequences of an unpaired surrogate.
            throw Utf8.IsValid(reader.ValueSpan)
                ? new ScimException(
                    ScimErrorKind.InvalidValue,
                    "The body contains an invalid string (unpaired UTF-16 surrogate): "
                        + $"{FormatPosition(text, reader.TokenStartIndex)}."
                )
                : new ScimException(
                    ScimErrorKind.InvalidSyntax,
                    $"A string is not valid UTF-8: {FormatPosition(text, reader.TokenStartIndex)}."
                );
        }

        if (value.Contains('\0'))
            throw new ScimException(
                ScimErrorKind.InvalidValue,
                $"A string contains the character U+0000: {FormatPosition(text, reader.TokenStartIndex)}."
            );
        if (
            reader.ValueSpan.Length > limits.MaxStringLength
            && Encoding.UTF8.GetByteCount(value) > limits.MaxStringLength
        )
        {
            throw new ScimException(
                ScimErrorKind.InvalidValue,
                $"A string exceeds the MaxStringLength limit of {limits.MaxStringLength} bytes: "
                    + $"{FormatPosition(text, reader.TokenStartIndex)}."
            );
        }

        return value;
    }

    private static void CheckDepth(in Utf8JsonReader reader, ReadOnlySpan<byte> text, JsonLimits limits)
    {
        if (reader.CurrentDepth < limits.MaxDepth)
            return;
        throw new ScimException(
            ScimErrorKind.InvalidSyntax,
            $"The body exceeds the MaxDepth limit of {limits.MaxDepth} nested levels: "
                + $"{FormatPosition(text, reader.TokenStartIndex)}."
        );
    }

    private static string FormatPosition(ReadOnlySpan<byte> text, long position)
    {
        ReadOnlySpan<byte> before = text[..(int)position];
        int line = before.Count((byte)'\n') + 1;
        return $"line {line}, byte {before.Length - before.LastIndexOf((byte)'\n')}";
    }
}
