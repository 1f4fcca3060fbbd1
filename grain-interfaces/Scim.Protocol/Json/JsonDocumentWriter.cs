using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Scim.Protocol.Json;

/// <summary>Writes small JSON documents.</summary>
internal static class JsonDocumentWriter
{
    // Responses are served as JSON, never inside HTML, so quotes and non-ASCII letters need no escaping.
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns the UTF-8 bytes that <paramref name="content"/> writes.</summary>
    internal static byte[] WriteDocument<T>(T state, Action<Utf8JsonWriter, T> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            content(writer, state);
        return buffer.WrittenSpan.ToArray();
    }

    internal static void WriteStrings(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
