using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scim.Conformance.Tests.Replay;

/// <summary>
/// The variables of one run of a traffic file: <c>${name}</c> with the pipes <c>|uri |form |upper |lower</c>.
/// </summary>
/// <remarks>
/// A string that consists of one variable without a pipe takes the variable's JSON type. <c>${uuid:name}</c> is
/// generated on first use.
/// </remarks>
public sealed partial class Variables
{
    private static readonly JsonWriterOptions SerializerOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    /// <summary>Whether a variable has been set.</summary>
    public bool IsDefined(string name) => _values.ContainsKey(name);

    /// <summary>Sets a variable to a string.</summary>
    public void SetValue(string name, string value) => _values[name] = JsonSerializer.SerializeToElement(value);

    /// <summary>Sets a variable to a JSON value.</summary>
    public void SetValue(string name, JsonElement value) => _values[name] = value;

    /// <summary>Fills in the variables of a string.</summary>
    /// <exception cref="MissingVariableException">A variable has not been set.</exception>
    public string FillReferences(string text) =>
        ReferenceRegex()
            .Replace(
                text,
                match =>
                {
                    string value = JavaScriptValues.ToText(GetValue(match.Groups[1].Value));
                    foreach (string pipe in match.Groups[2].Value.Split('|', StringSplitOptions.RemoveEmptyEntries))
                        value = ApplyPipe(pipe, value);
                    return value;
                }
            );

    /// <summary>Fills in the variables everywhere in a JSON value, including member names.</summary>
    /// <exception cref="MissingVariableException">A variable has not been set.</exception>
    public JsonElement FillReferences(JsonElement value)
    {
        using JsonDocument document = JsonDocument.Parse(FillToUtf8(value));
        return document.RootElement.Clone();
    }

    /// <summary>
    /// Fills in the variables as <see cref="FillReferences(JsonElement)"/> does and returns UTF-8 JSON.
    /// </summary>
    /// <exception cref="MissingVariableException">A variable has not been set.</exception>
    public byte[] FillToUtf8(JsonElement value)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, SerializerOptions))
            WriteValue(writer, value);
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteValue(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when WholeReferenceRegex().Match(value.GetString()!) is { Success: true } match:
                GetValue(match.Groups[1].Value).WriteTo(writer);
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(FillReferences(value.GetString()!));
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                    WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    writer.WritePropertyName(FillReferences(property.Name));
                    WriteValue(writer, property.Value);
                }
                writer.WriteEndObject();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private JsonElement GetValue(string name)
    {
        if (!_values.ContainsKey(name) && name.StartsWith("uuid:", StringComparison.Ordinal))
            SetValue(name, Guid.NewGuid().ToString());
        return _values.TryGetValue(name, out JsonElement value) ? value : throw new MissingVariableException(name);
    }

    private static string ApplyPipe(string pipe, string value) =>
        pipe switch
        {
            "uri" => EncodeComponent(value),
            "form" => EncodeComponent(value).Replace("%20", "+", StringComparison.Ordinal),
            "upper" => value.ToUpperInvariant(),
            "lower" => value.ToLowerInvariant(),
            _ => throw new FormatException($"unknown pipe {pipe}"),
        };

    // The traffic files use JavaScript's encodeURIComponent, which leaves these five characters unencoded.
    private static string EncodeComponent(string value) =>
        Uri.EscapeDataString(value)
            .Replace("%21", "!", StringComparison.Ordinal)
            .Replace("%27", "'", StringComparison.Ordinal)
            .Replace("%28", "(", StringComparison.Ordinal)
            .Replace("%29", ")", StringComparison.Ordinal)
            .Replace("%2A", "*", StringComparison.Ordinal);

    [GeneratedRegex(@"\$\{([^}|]+)((?:\|[a-z]+)*)\}")]
    private static partial Regex ReferenceRegex();

    [GeneratedRegex(@"^\$\{([^}|]+)\}\z")]
    private static partial Regex WholeReferenceRegex();
}
