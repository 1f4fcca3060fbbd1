using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Http;

/// <summary>Writes the errors of the non-SCIM APIs as problem details (RFC 9457).</summary>
internal static class ProblemWriter
{
    // The body is served as JSON and never embedded in HTML, so relaxed escaping is safe.
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Writes the body: <c>title</c> and <c>status</c> of the HTTP status, <c>detail</c>, the <c>reason</c> if there is
    /// one, and <c>requestId</c>.
    /// </summary>
    public static ReadOnlyMemory<byte> WriteProblem(ScimError error, string requestId)
    {
        int status = error.Kind.ToStatus().Status;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(status));
            writer.WriteNumber("status"u8, status);
            writer.WriteString("detail"u8, error.Detail);
            if (error.Reason is { } reason)
                writer.WriteString("reason"u8, reason);
            writer.WriteString("requestId"u8, requestId);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
