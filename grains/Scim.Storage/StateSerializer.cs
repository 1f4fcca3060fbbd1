using System.Text.Encodings.Web;
using System.Text.Json;
using Orleans.Storage;

namespace Scim.Storage;

/// <summary>Serializes grain state as UTF-8 JSON, which the database's triggers read.</summary>
internal sealed class StateSerializer : IGrainStorageSerializer
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 128,
    };

    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(SerializeToBytes(input));

    /// <summary>Serializes a state to UTF-8 bytes.</summary>
    public static byte[] SerializeToBytes<T>(T? input) => JsonSerializer.SerializeToUtf8Bytes(input, Options);

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return DeserializeFromBytes<T>(input.ToMemory().Span);
    }

    /// <summary>Deserializes a state from UTF-8 bytes.</summary>
    public static T DeserializeFromBytes<T>(ReadOnlySpan<byte> input) => JsonSerializer.Deserialize<T>(input, Options)!;
}
