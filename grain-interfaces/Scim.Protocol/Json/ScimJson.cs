using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Scim.Protocol.Errors;

namespace Scim.Protocol.Json;

/// <summary>Reads request bodies strictly and writes documents compactly. Thread-safe.</summary>
public static class ScimJson
{
    private static readonly JsonNodeOptions IgnoreCase = new()
    {
        PropertyNameCaseInsensitive = true,
    };

    /// <summary>
    /// How this library's documents are to be written: compact, with letters of all languages as they are and what has
    /// a meaning in HTML escaped.
    /// </summary>
    public static JsonWriterOptions WriterOptions { get; } =
        new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>
    /// Reads a body whose root must be an object. Comments and trailing commas are refused, as are names that differ in
    /// case only (attribute names are case-insensitive, RFC 7643 section 2.1), U+0000, lone surrogates and bytes that
    /// are no UTF-8. A byte order mark is skipped. The object looks its names up without regard to case.
    /// </summary>
    /// <param name="utf8">The body.</param>
    /// <param name="limits">How deep it may nest and how long a string may be.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidSyntax"/> or
    /// <see cref="ScimErrorKind.InvalidValue"/>, with line and byte position (both counted from 1). No other exception,
    /// whatever the bytes.</exception>
    public static JsonObject ParseObject(ReadOnlyMemory<byte> utf8, JsonLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ReadOnlySpan<byte> text = utf8.Span;
        if (text.StartsWith("\uFEFF"u8))
            text = text["\uFEFF"u8.Length..];
        if (text.IsEmpty)
            throw new ScimException(
                ScimErrorKind.InvalidSyntax,
                "The body is empty; a JSON object is expected."
            );

        // One level more than allowed, so that the limit is reported by Enter() and not as broken JSON.
        Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = limits.MaxDepth + 1 });
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new ScimException(
                    ScimErrorKind.InvalidSyntax,
                    "The body must be a JSON object."
                );
            JsonObject root = ReadObject(ref reader, text, limits);
            reader.Read(); // throws when something follows
            return root;
        }
        catch (JsonException e)
        {
            throw new ScimException(
                ScimErrorKind.InvalidSyntax,
                $"The body is not valid JSON: line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}."
            );
        }
    }

    /// <summary>Writes a document in the form of <see cref="WriterOptions"/>.</summary>
    public static byte[] ToUtf8(JsonObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer, WriterOptions))
            document.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }

    private static JsonObject ReadObject(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> text,
        JsonLimits limits
    )
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
                    $"The name '{LogSanitizer.SanitizeText(name, 100)}' appears twice in one object (names do not differ by case): {FormatPosition(text, nameAt)}."
                );
            }
        }

        return result;
    }

    private static JsonArray ReadArray(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> text,
        JsonLimits limits
    )
    {
        CheckDepth(in reader, text, limits);
        JsonArray result = new(IgnoreCase);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            result.Add(ReadValue(ref reader, text, limits));
        return result;
    }

    private static JsonNode? ReadValue(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> text,
        JsonLimits limits
    ) =>
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
            $"A number is beyond the range of numbers: {FormatPosition(text, reader.TokenStartIndex)}."
        );
    }

    private static string ReadText(
        in Utf8JsonReader reader,
        ReadOnlySpan<byte> text,
        JsonLimits limits
    )
    {
        string value;
        try
        {
            value = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The reader's answer both to bytes that are no UTF-8 and to escapes of half a surrogate pair.
            throw Utf8.IsValid(reader.ValueSpan)
                ? new ScimException(
                    ScimErrorKind.InvalidValue,
                    $"A string holds half a surrogate pair: {FormatPosition(text, reader.TokenStartIndex)}."
                )
                : new ScimException(
                    ScimErrorKind.InvalidSyntax,
                    $"A string is not valid UTF-8: {FormatPosition(text, reader.TokenStartIndex)}."
                );
        }

        if (value.Contains('\0'))
            throw new ScimException(
                ScimErrorKind.InvalidValue,
                $"A string holds the character U+0000: {FormatPosition(text, reader.TokenStartIndex)}."
            );
        if (
            reader.ValueSpan.Length > limits.MaxStringLength
            && Encoding.UTF8.GetByteCount(value) > limits.MaxStringLength
        )
        {
            throw new ScimException(
                ScimErrorKind.InvalidValue,
                $"A string is longer than the limit MaxStringLength of {limits.MaxStringLength} bytes: {FormatPosition(text, reader.TokenStartIndex)}."
            );
        }

        return value;
    }

    private static void CheckDepth(
        in Utf8JsonReader reader,
        ReadOnlySpan<byte> text,
        JsonLimits limits
    )
    {
        if (reader.CurrentDepth < limits.MaxDepth)
            return;
        throw new ScimException(
            ScimErrorKind.InvalidSyntax,
            $"The body nests deeper than the limit MaxDepth of {limits.MaxDepth}: {FormatPosition(text, reader.TokenStartIndex)}."
        );
    }

    private static string FormatPosition(ReadOnlySpan<byte> text, long position)
    {
        ReadOnlySpan<byte> before = text[..(int)position];
        int line = before.Count((byte)'\n') + 1;
        return $"line {line}, byte {before.Length - before.LastIndexOf((byte)'\n')}";
    }
}
