using System.Buffers;
using System.Globalization;
using System.Text;

namespace Scim.Protocol.Filters;

/// <summary>A position in the text of a filter, with methods that read tokens from it.</summary>
internal ref struct FilterCursor(ReadOnlySpan<char> text)
{
    private const string Whitespace = " \t\r\n";
    private static readonly SearchValues<char> WordTerminators = SearchValues.Create(Whitespace + "()[]\"");
    private static readonly SearchValues<char> StringTerminators = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 0x20).Select(c => (char)c)) + "\"\\"
    );

    private readonly ReadOnlySpan<char> _text = text;

    internal int Position { get; private set; }

    internal readonly bool IsAtEnd => Position == _text.Length;

    internal void SkipWhitespace()
    {
        int count = _text[Position..].IndexOfAnyExcept(Whitespace);
        Position = count < 0 ? _text.Length : Position + count;
    }

    /// <summary>Consumes <paramref name="c"/> if it is the next character.</summary>
    internal bool TryTake(char c)
    {
        if (!IsNext(c))
            return false;
        Position++;
        return true;
    }

    internal readonly bool IsNext(char c) => Position < _text.Length && _text[Position] == c;

    /// <summary>
    /// Returns the characters up to the next whitespace, bracket or quote without consuming them. May be empty.
    /// </summary>
    internal readonly ReadOnlySpan<char> PeekWord()
    {
        ReadOnlySpan<char> rest = _text[Position..];
        int end = rest.IndexOfAny(WordTerminators);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>Consumes the characters that <see cref="PeekWord"/> returns.</summary>
    internal ReadOnlySpan<char> ReadWord()
    {
        ReadOnlySpan<char> word = PeekWord();
        Position += word.Length;
        return word;
    }

    /// <summary>Consumes <paramref name="keyword"/>, ignoring case, if it is the next word.</summary>
    internal bool TryReadKeyword(string keyword)
    {
        if (!PeekWord().Equals(keyword, StringComparison.OrdinalIgnoreCase))
            return false;
        Position += keyword.Length;
        return true;
    }

    /// <summary>
    /// Consumes <c>not</c> if an opening parenthesis follows, with or without whitespace in between. Otherwise it may
    /// be the name of an attribute.
    /// </summary>
    internal bool TryReadNot()
    {
        int start = Position;
        if (TryReadKeyword("not"))
        {
            SkipWhitespace();
            if (IsNext('('))
                return true;
        }

        Position = start;
        return false;
    }

    /// <summary>
    /// Reads compValue: a JSON literal. <c>true</c>, <c>false</c> and <c>null</c> are case-insensitive.
    /// </summary>
    internal FilterLiteral ReadCompValue()
    {
        int start = Position;
        if (IsNext('"'))
            return new FilterLiteral(FilterLiteralKind.Text, ReadQuotedText(), start);
        string word = ReadWord().ToString();
        FilterLiteralKind kind =
            word.Length == 0 ? throw FilterMessages.ValueExpected.ToException(start)
            : word.Equals("null", StringComparison.OrdinalIgnoreCase) ? FilterLiteralKind.Null
            : bool.TryParse(word, out _) ? FilterLiteralKind.Boolean
            : IsNumber(word) ? FilterLiteralKind.Number
            : throw FilterMessages.QuotesMissing.ToException(start);
        return new FilterLiteral(kind, word, start);
    }

    private string ReadQuotedText()
    {
        int start = Position++;
        StringBuilder? built = null;
        while (true)
        {
            ReadOnlySpan<char> rest = _text[Position..];
            int stop = rest.IndexOfAny(StringTerminators);
            if (stop < 0)
                throw FilterMessages.UnclosedQuote.ToException(_text.Length);
            Position += stop;
            if (rest[stop] == '"')
            {
                Position++;
                string text = built is null ? rest[..stop].ToString() : built.Append(rest[..stop]).ToString();
                return HasLoneSurrogate(text) ? throw FilterMessages.LoneSurrogate.ToException(start) : text;
            }

            if (rest[stop] != '\\')
                throw FilterMessages.ControlCharacter.ToException(Position);
            built = (built ?? new StringBuilder()).Append(rest[..stop]).Append(ReadEscape());
        }
    }

    private char ReadEscape()
    {
        int start = Position;
        ReadOnlySpan<char> rest = _text[(Position + 1)..];
        Position += 2;
        switch (rest)
        {
            case ['"' or '\\' or '/', ..]:
                return rest[0];
            case ['b', ..]:
                return '\b';
            case ['f', ..]:
                return '\f';
            case ['n', ..]:
                return '\n';
            case ['r', ..]:
                return '\r';
            case ['t', ..]:
                return '\t';
            case ['u', _, _, _, _, ..]
                when ushort.TryParse(
                    rest[1..5],
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out ushort code
                ):
                Position += 4;
                return code == 0 ? throw FilterMessages.NulCharacter.ToException(start) : (char)code;
            default:
                throw FilterMessages.BadEscape.ToException(start);
        }
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }

        return false;
    }

    /// <summary>Whether the word matches the number grammar of RFC 8259 section 6.</summary>
    private static bool IsNumber(ReadOnlySpan<char> word)
    {
        if (word is ['-', ..])
            word = word[1..];
        if (word is ['0', ..])
            word = word[1..];
        else if (!TrySkipDigits(ref word))
            return false;
        if (word is ['.', ..])
        {
            word = word[1..];
            if (!TrySkipDigits(ref word))
                return false;
        }

        if (word is ['e' or 'E', ..])
        {
            word = word is [_, '+' or '-', ..] ? word[2..] : word[1..];
            if (!TrySkipDigits(ref word))
                return false;
        }

        return word.IsEmpty;
    }

    private static bool TrySkipDigits(ref ReadOnlySpan<char> word)
    {
        int count = word.IndexOfAnyExceptInRange('0', '9');
        if (count < 0)
            count = word.Length;
        word = word[count..];
        return count > 0;
    }
}
