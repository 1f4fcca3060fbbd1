using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>Durations as JSON strings.</summary>
public sealed class IsoDurationConverter : JsonConverter<IsoDuration>
{
    /// <inheritdoc/>
    public override IsoDuration? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        string? text =
            reader.TokenType == JsonTokenType.String
                ? reader.GetString()
                : throw new JsonException("A duration is expected.");
        if (text == IsoDuration.Never)
            return null;
        return IsoDuration.TryParse(text, out IsoDuration? duration)
            ? duration
            : throw new JsonException("A duration such as P30D is expected.");
    }

    /// <inheritdoc/>
    public override void Write(
        Utf8JsonWriter writer,
        IsoDuration value,
        JsonSerializerOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.Text);
    }
}
