using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scim.Grains.Storage;

/// <summary>Converts instants that may be null. See <see cref="InstantConverter"/>.</summary>
public sealed class OptionalInstantConverter : JsonConverter<DateTimeOffset?>
{
    private static readonly InstantConverter Inner = new();

    /// <inheritdoc/>
    public override DateTimeOffset? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => reader.TokenType == JsonTokenType.Null ? null : Inner.Read(ref reader, typeof(DateTimeOffset), options);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is { } instant)
            Inner.Write(writer, instant, options);
        else
            writer.WriteNullValue();
    }
}
