using System.Text;

namespace Scim.Grains.Uploads.Csv;

/// <summary>
/// An upload's pieces as text: UTF-8, with a byte order mark or without; bytes that are no UTF-8 become U+FFFD. Holds
/// one piece at a time, and gives out no more than <see cref="MaxCharacters"/>, so that a row without an end cannot
/// fill the memory of whoever reads it.
/// </summary>
/// <param name="piece">Reads the piece of a number, or null behind the last.</param>
internal sealed class UploadTextReader(Func<int, Task<ReadOnlyMemory<byte>?>> piece) : TextReader
{
    private const char ByteOrderMark = '\uFEFF';
    private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
    private ReadOnlyMemory<byte> _bytes;
    private int _nextChunk;
    private bool _hasStarted;
    private bool _isInputComplete;

    /// <summary>How many characters were given out.</summary>
    public long CharactersRead { get; private set; }

    /// <summary>How many may be.</summary>
    public long MaxCharacters { get; set; } = long.MaxValue;

    /// <summary>Whether everything was given out.</summary>
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
                if (await piece(_nextChunk) is { } bytes)
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
                out int made,
                out _
            );
            _bytes = _bytes[used..];
            if (made > 0 && !_hasStarted)
            {
                _hasStarted = true;
                if (buffer[index] == ByteOrderMark)
                    Array.Copy(buffer, index + 1, buffer, index, --made);
            }

            CharactersRead += made;
            if (made > 0)
                return made;
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

/// <summary>A row is longer than rows may be. Stays inside <see cref="CsvRowReader"/>.</summary>
internal sealed class RowTooLongException : Exception;
