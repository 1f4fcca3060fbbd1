using System.Buffers;
using System.Text.Json;

namespace Scim.Protocol.Json;

/// <summary>
/// A JSON writer that the thread reuses, for documents that are written in one go. Writes in the format of
/// <see cref="ScimJson.WriterOptions"/>.
/// </summary>
/// <remarks>
/// Only the result is allocated, with exactly the size of the document. A rented writer must be disposed on the thread
/// that rented it, and must not be used afterwards.
/// </remarks>
public sealed class PooledJsonWriter : IDisposable
{
    private const int InitialCapacity = 4 * 1024;

    // Larger buffers are not reused, because each thread would keep one.
    private const int MaxReusedCapacity = 64 * 1024;

    [ThreadStatic]
    private static PooledJsonWriter? _available;

    private readonly ArrayBufferWriter<byte> _buffer = new(InitialCapacity);

    private PooledJsonWriter() => Json = new Utf8JsonWriter(_buffer, ScimJson.WriterOptions);

    /// <summary>The writer.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Returns a writer without content.</summary>
    public static PooledJsonWriter Rent()
    {
        PooledJsonWriter writer = _available ?? new PooledJsonWriter();
        _available = null;
        return writer;
    }

    /// <summary>Returns a copy of what was written.</summary>
    public byte[] ToArray()
    {
        Json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    /// <summary>Discards the content and makes the writer available to the thread again.</summary>
    public void Dispose()
    {
        Json.Reset();
        _buffer.ResetWrittenCount();
        if (_buffer.Capacity <= MaxReusedCapacity)
            _available = this;
    }
}
