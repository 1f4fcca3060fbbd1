using System.Buffers;
using System.Globalization;
using System.Text;

namespace Scim.Protocol.Filters;

/// <summary>A position in the text of a filter, and the tokens that can be read from it.</summary>
internal ref struct FilterCursor(ReadOnlySpan<char> text)
{
    private const string Blanks = " \t\r\n";
    private static readonly SearchValues<char> WordEnd = SearchValues.Create(Blanks + "()[]\"");
    private static readonly SearchValues<char> TextStop =
        SearchValues.Create(string.Concat(Enumerable.Range(0, 0x20).Select(c => (char)c)) + "\"\\");

    private readonly ReadOnlySpan<char> _text = text;

    internal int Position { get; private set; }

    internal readonly bool AtEnd => Position == _text.Length;

    internal void SkipBlanks()
    {
        int count = _text[Position..].IndexOfAnyExcept(Blanks);
        Position = count < 0 ? _text.Length : Position + count;
    }

    /// <summary>Whether <paramref name="c"/> is next; if so it is taken.</summary>
    internal bool TryTake(char c)
    {
        if (!NextIs(c)) return false;
        Position++;
        return true;
    }

    internal readonly bool NextIs(char c) => Position < _text.Length && _text[Position] == c;

    /// <summary>The characters up to the next blank, bracket or quote; may be none. They are not taken.</summary>
    internal readonly ReadOnlySpan<char> PeekWord()
    {
        ReadOnlySpan<char> rest = _text[Position..];
        int end = rest.IndexOfAny(WordEnd);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>Takes the characters that <see cref="PeekWord"/> shows.</summary>
    internal ReadOnlySpan<char> Word()
    {
        ReadOnlySpan<char> word = PeekWord();
        Position += word.Length;
        return word;
    }

    /// <summary>Takes <paramref name="keyword"/> in any case, if it is the next word.</summary>
    internal bool TryKeyword(string keyword)
    {
        if (!PeekWord().Equals(keyword, StringComparison.OrdinalIgnoreCase)) return false;
        Position += keyword.Length;
        return true;
    }

    /// <summary>Takes <c>not</c> if a round bracket follows it, with or without blanks between; an attribute may bear that name.</summary>
    internal bool TryNot()
    {
        int start = Position;
        if (TryKeyword("not"))
        {
            SkipBlanks();
            if (NextIs('(')) return true;
        }

        Position = start;
        return false;
    }

    /// <summary>compValue: a JSON literal; <c>true</c>, <c>false</c> and <c>null</c> in any case.</summary>
    internal FilterLiteral CompValue()
    {
        int start = Position;
        if (NextIs('"')) return new FilterLiteral(FilterLiteralKind.Text, QuotedText(), start);
        string word = Word().ToString();
        FilterLiteralKind kind = word.Length == 0 ? throw FilterMessages.ValueExpected.At(start)
            : word.Equals("null", StringComparison.OrdinalIgnoreCase) ? FilterLiteralKind.Null
            : bool.TryParse(word, out _) ? FilterLiteralKind.Flag
            : IsNumber(word) ? FilterLiteralKind.Number
            : throw FilterMessages.QuotesMissing.At(start);
        return new FilterLiteral(kind, word, start);
    }

    private string QuotedText()
    {
        int start = Position++;
        StringBuilder? built = null;
        while (true)
        {
            ReadOnlySpan<char> rest = _text[Position..];
            int stop = rest.IndexOfAny(TextStop);
            if (stop < 0) throw FilterMessages.QuoteOpen.At(_text.Length);
            Position += stop;
            if (rest[stop] == '"')
            {
                Position++;
                string text = built is null ? rest[..stop].ToString() : built.Append(rest[..stop]).ToString();
                return HasLoneSurrogate(text) ? throw FilterMessages.LoneSurrogate.At(start) : text;
            }

            if (rest[stop] != '\\') throw FilterMessages.ControlCharacter.At(Position);
            built = (built ?? new StringBuilder()).Append(rest[..stop]).Append(Escape());
        }
    }

    private char Escape()
    {
        int start = Position;
        ReadOnlySpan<char> rest = _text[(Position + 1)..];
        Position += 2;
        switch (rest)
        {
            case ['"' or '\\' or '/', ..]: return rest[0];
            case ['b', ..]: return '\b';
            case ['f', ..]: return '\f';
            case ['n', ..]: return '\n';
            case ['r', ..]: return '\r';
            case ['t', ..]: return '\t';
            case ['u', _, _, _, _, ..]
                when ushort.TryParse(rest[1..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                Position += 4;
                return code == 0 ? throw FilterMessages.NulCharacter.At(start) : (char)code;
            default: throw FilterMessages.BadEscape.At(start);
        }
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }

        return false;
    }

    /// <summary>The number grammar of RFC 8259 section 6.</summary>
    private static bool IsNumber(ReadOnlySpan<char> word)
    {
        if (word is ['-', ..]) word = word[1..];
        if (word is ['0', ..]) word = word[1..];
        else if (!TakeDigits(ref word)) return false;
        if (word is ['.', ..])
        {
            word = word[1..];
            if (!TakeDigits(ref word)) return false;
        }

        if (word is ['e' or 'E', ..])
        {
            word = word is [_, '+' or '-', ..] ? word[2..] : word[1..];
            if (!TakeDigits(ref word)) return false;
        }

        return word.IsEmpty;
    }

    private static bool TakeDigits(ref ReadOnlySpan<char> word)
    {
        int count = word.IndexOfAnyExceptInRange('0', '9');
        if (count < 0) count = word.Length;
        word = word[count..];
        return count > 0;
    }
}
