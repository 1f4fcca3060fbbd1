using System.Text.Json;
using System.Text.Json.Serialization;
using Scim.Protocol.Schema;

namespace Scim.Grains.Storage;

/// <summary>Writes instants in UTC with a fixed width, so that the database orders them as text.</summary>
public sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        ScimDateTime.TryParse(reader.GetString() ?? "", out DateTimeOffset instant)
            ? instant
            : throw new JsonException("Not an instant.");

    /// <inheritdoc/>
    public override void Write(
        Utf8JsonWriter writer,
        DateTimeOffset value,
        JsonSerializerOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(ScimDateTime.Format(value));
    }
}
