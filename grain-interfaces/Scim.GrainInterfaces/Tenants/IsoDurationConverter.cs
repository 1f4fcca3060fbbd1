using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>Converts an <see cref="IsoDuration"/> to and from a JSON string.</summary>
public sealed class IsoDurationConverter : JsonConverter<IsoDuration>
{
    /// <inheritdoc/>
    public override IsoDuration? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text =
            reader.TokenType == JsonTokenType.String
                ? reader.GetString()
                : throw new JsonException("The value must be a string with an ISO 8601 duration, such as P30D.");
        if (text == IsoDuration.Never)
            return null;
        return IsoDuration.TryParse(text, out IsoDuration? duration)
            ? duration
            : throw new JsonException("The value must be an ISO 8601 duration, such as P30D.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IsoDuration value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.Text);
    }
}
