using System.Text.Json;
using System.Text.Json.Serialization;
using Scim.Protocol.Schema;

namespace Scim.Grains.Storage;

/// <summary>
/// Writes instants in UTC with a fixed width, so that their text order is their chronological order in the database.
/// </summary>
public sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ScimDateTime.TryParse(reader.GetString() ?? "", out DateTimeOffset instant)
            ? instant
            : throw new JsonException("The value is not a date and time.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(ScimDateTime.Format(value));
    }
}
