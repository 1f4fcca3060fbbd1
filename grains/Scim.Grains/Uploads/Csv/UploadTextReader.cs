using System.Text;

namespace Scim.Grains.Uploads.Csv;

/// <summary>
/// Reads the chunks of an upload as UTF-8 text, with or without a byte order mark. Invalid bytes become U+FFFD.
/// </summary>
/// <remarks>
/// Holds one chunk at a time. Reading stops at <see cref="MaxCharacters"/>, so that a row without an end cannot exhaust
/// the reader's memory.
/// </remarks>
/// <param name="readChunk">Reads the chunk with the given index; returns null after the last chunk.</param>
internal sealed class UploadTextReader(Func<int, Task<ReadOnlyMemory<byte>?>> readChunk) : TextReader
{
    private const char ByteOrderMark = '\uFEFF';
    private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
    private ReadOnlyMemory<byte> _bytes;
    private int _nextChunk;
    private bool _hasStarted;
    private bool _isInputComplete;

    /// <summary>The number of characters that were read.</summary>
    public long CharactersRead { get; private set; }

    /// <summary>The maximum number of characters to read.</summary>
    public long MaxCharacters { get; set; } = long.MaxValue;

    /// <summary>Whether all characters were read.</summary>
    public bool IsAtEnd { get; private set; }

    /// <inheritdoc/>
    public override async Task<int> ReadAsync(char[] buffer, int index, int count)
    {
        if (CharactersRead >= MaxCharacters)
            throw new RowTooLongException();
        while (true)
        {
            if (_bytes.IsEmpty && !_isInputComplete)
            {
                if (await readChunk(_nextChunk) is { } bytes)
                    (_bytes, _nextChunk) = (bytes, _nextChunk + 1);
                else
                    _isInputComplete = true;
                if (_bytes.IsEmpty && !_isInputComplete)
                    continue;
            }

            _decoder.Convert(
                _bytes.Span,
                buffer.AsSpan(index, count),
                _isInputComplete,
                out int used,
                out int converted,
                out _
            );
            _bytes = _bytes[used..];
            if (converted > 0 && !_hasStarted)
            {
                _hasStarted = true;
                if (buffer[index] == ByteOrderMark)
                    Array.Copy(buffer, index + 1, buffer, index, --converted);
            }

            CharactersRead += converted;
            if (converted > 0)
                return converted;
            if (!_isInputComplete || !_bytes.IsEmpty)
                continue;
            IsAtEnd = true;
            return 0;
        }
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count) =>
        throw new NotSupportedException("Uploads are read asynchronously.");
}

/// <summary>The row exceeds the maximum length. <see cref="CsvRowReader"/> handles the exception.</summary>
internal sealed class RowTooLongException : Exception;
