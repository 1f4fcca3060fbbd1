using System.Text.Json;
using System.Text.Json.Serialization;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Http;

/// <summary>Writes points in time as SCIM does: in UTC with milliseconds.</summary>
internal sealed class ScimDateTimeJsonConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ScimDateTime.TryParse(reader.GetString()!, out DateTimeOffset utc)
            ? utc
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(ScimDateTime.FormatMeta(value));
}
