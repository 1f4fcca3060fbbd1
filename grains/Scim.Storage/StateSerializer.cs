using System.Text.Encodings.Web;
using System.Text.Json;
using Orleans.Storage;

namespace Scim.Storage;

/// <summary>Grain state as UTF-8 JSON, so that the database's triggers can read it.</summary>
internal sealed class StateSerializer : IGrainStorageSerializer
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 128,
    };

    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(SerializeToBytes(input));

    /// <summary>The same as bytes.</summary>
    public static byte[] SerializeToBytes<T>(T? input) =>
        JsonSerializer.SerializeToUtf8Bytes(input, Options);

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return JsonSerializer.Deserialize<T>(input.ToMemory().Span, Options)!;
    }
}
