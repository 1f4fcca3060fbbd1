using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>Stores a JSON object as its text: a string in grain calls, an object in the JSON of the settings.</summary>
public sealed class JsonObjectTextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.GetRawText()
            : throw new JsonException("The value must be a JSON object.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteRawValue(value);
    }
}
