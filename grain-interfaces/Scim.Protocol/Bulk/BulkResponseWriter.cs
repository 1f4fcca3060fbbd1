using System.Globalization;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Messages;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Bulk;

/// <summary>Writes the response to a bulk request (RFC 7644 section 3.7.3).</summary>
public static class BulkResponseWriter
{
    /// <summary>
    /// Writes the results in the given order: method, bulkId, version, location, the status as a string and, for a
    /// failure, the error body as <c>response</c>.
    /// </summary>
    public static byte[] WriteResponse(IEnumerable<BulkResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return JsonDocumentWriter.WriteDocument(
            results,
            static (writer, results) =>
            {
                writer.WriteStartObject();
                writer.WriteStrings("schemas", [SchemaUrns.BulkResponse]);
                writer.WriteStartArray("Operations"u8);
                foreach (BulkResult result in results)
                {
                    writer.WriteStartObject();
                    if (result.Location is { } location)
                        writer.WriteString("location"u8, location);
                    writer.WriteString("method"u8, result.Operation.MethodName);
                    if (result.Operation.BulkId is { } bulkId)
                        writer.WriteString("bulkId"u8, bulkId);
                    if (result.Version is { } version)
                        writer.WriteString("version"u8, version);
                    int status = result.Error?.Kind.ToStatus().Status ?? result.Status;
                    writer.WriteString("status"u8, status.ToString(CultureInfo.InvariantCulture));
                    if (result.Error is { } error)
                    {
                        writer.WritePropertyName("response"u8);
                        writer.WriteRawValue(ScimErrorWriter.WriteError(error), skipInputValidation: true);
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );
    }
}
