using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// Keeps an object inside of JSON as its text, so that it crosses grain calls as a string and is an object to whoever
/// reads the settings.
/// </summary>
public sealed class JsonObjectTextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.GetRawText()
            : throw new JsonException("An object is expected.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteRawValue(value);
    }
}
