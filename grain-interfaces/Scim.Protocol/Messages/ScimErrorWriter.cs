using System.Globalization;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Messages;

/// <summary>Writes the body of an error response (RFC 7644 section 3.12).</summary>
public static class ScimErrorWriter
{
    /// <summary>
    /// Writes <paramref name="error"/> as UTF-8 JSON: <c>schemas</c>, <c>status</c> (a string), <c>scimType</c> if
    /// there is one, and <c>detail</c>.
    /// </summary>
    public static byte[] WriteError(ScimError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return JsonDocumentWriter.WriteDocument(
            error,
            static (writer, error) =>
            {
                (int status, string? scimType) = error.Kind.ToStatus();
                writer.WriteStartObject();
                writer.WriteStrings("schemas", [SchemaUrns.Error]);
                writer.WriteString("status"u8, status.ToString(CultureInfo.InvariantCulture));
                if (scimType is not null)
                    writer.WriteString("scimType"u8, scimType);
                writer.WriteString("detail"u8, error.Detail);
                writer.WriteEndObject();
            }
        );
    }
}
