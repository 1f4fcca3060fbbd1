using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Scim.Protocol.Schema;

namespace Scim.Grains.Search;

/// <summary>Collects the distinct words of several texts. See <see cref="SearchTokenizer"/>.</summary>
/// <remarks>
/// Part of every write, so only the words themselves are allocated, except for texts that are not ASCII.
/// </remarks>
/// <param name="maxWords">The maximum number of words; further words are ignored.</param>
/// <param name="isQuery">Whether an address is a word only as a whole.</param>
internal sealed class SearchWordCollector(int maxWords, bool isQuery = false)
{
    private const int MaxStackLength = 256;

    // Letters that Unicode does not decompose into a base letter and an accent.
    private static readonly Dictionary<char, string> Transliterations = new()
    {
        ['ß'] = "ss",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ø'] = "o",
        ['ł'] = "l",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ħ'] = "h",
        ['ı'] = "i",
    };

    // Few enough that a search is faster than hashing.
    private readonly List<string> _words = new(capacity: 16);
    private int _takenCount;

    /// <summary>The number of words, including those that were taken.</summary>
    public int Count => _words.Count;

    /// <summary>Adds the words of a text.</summary>
    public void AddText(string? text)
    {
        if (string.IsNullOrEmpty(text) || _words.Count >= maxWords)
            return;
        bool isAscii = Ascii.IsValid(text);
        string plain = isAscii ? text : RemoveAccents(text);
        char[]? rented = null;
        Span<char> buffer =
            plain.Length * 2 <= MaxStackLength
                ? stackalloc char[MaxStackLength]
                : (rented = ArrayPool<char>.Shared.Rent(plain.Length * 2));
        Span<char> folded = buffer[..plain.Length];
        if (isAscii)
            Ascii.ToLower(plain, folded, out _);
        else
            plain.CopyTo(folded);
        AddPieces(folded, buffer[plain.Length..]);
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);
    }

    /// <summary>Returns the words that were added since the last call and not before.</summary>
    public string[] TakeWords()
    {
        string[] taken = CollectionsMarshal.AsSpan(_words)[_takenCount..].ToArray();
        _takenCount = _words.Count;
        return taken;
    }

    // The scratch buffer is at least as long as the text.
    private void AddPieces(ReadOnlySpan<char> text, Span<char> scratch)
    {
        while (!text.IsEmpty)
        {
            int length = 0;
            while (length < text.Length && !char.IsWhiteSpace(text[length]))
                length++;
            if (length > 0)
                AddPiece(text[..length], scratch);
            text = text[Math.Min(length + 1, text.Length)..];
        }
    }

    private void AddPiece(ReadOnlySpan<char> piece, Span<char> scratch)
    {
        int at = piece.LastIndexOf('@');
        if (at <= 0)
        {
            AddLetterRuns(piece, scratch);
            return;
        }

        AddAddress(piece, scratch);
        if (!isQuery)
            AddLetterRuns(piece[..at], scratch);
    }

    private void AddAddress(ReadOnlySpan<char> piece, Span<char> scratch)
    {
        int length = 0;
        foreach (Rune rune in piece.EnumerateRunes())
        {
            if (IsLetter(rune) || rune.Value is '@' or '.' or '-' or '_' or '+')
                length += rune.EncodeToUtf16(scratch[length..]);
        }

        if (length > 1)
            AddWord(scratch[..length]);
    }

    private void AddLetterRuns(ReadOnlySpan<char> piece, Span<char> scratch)
    {
        int length = 0;
        foreach (Rune rune in piece.EnumerateRunes())
        {
            // An apostrophe does not separate words: O'Brien is one word.
            if (rune.Value is '\'' or '\u2019' or '\u02BC')
                continue;
            if (IsLetter(rune))
            {
                length += rune.EncodeToUtf16(scratch[length..]);
                continue;
            }

            AddWord(scratch[..length]);
            length = 0;
        }

        AddWord(scratch[..length]);
    }

    private void AddWord(ReadOnlySpan<char> word)
    {
        if (word.Length > SearchTokenizer.MaxWordLength)
        {
            int length = SearchTokenizer.MaxWordLength;
            word = word[..(char.IsHighSurrogate(word[length - 1]) ? length - 1 : length)];
        }

        if (word.IsEmpty || _words.Count >= maxWords)
            return;
        foreach (string known in _words)
        {
            if (word.SequenceEqual(known))
                return;
        }

        _words.Add(word.ToString());
    }

    // Combining marks are part of words in many scripts.
    private static bool IsLetter(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || (
            !rune.IsAscii
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        );

    private static string RemoveAccents(string text)
    {
        string folded = TextFolding.Fold(text);
        if (Ascii.IsValid(folded))
            return folded;
        var plain = new StringBuilder(folded.Length);
        foreach (char c in folded.Normalize(NormalizationForm.FormD))
        {
            // The combining accents of Latin, Greek and Cyrillic. In other scripts, marks are more than accents.
            if (c is >= '\u0300' and <= '\u036F')
                continue;
            if (Transliterations.TryGetValue(c, out string? letters))
                plain.Append(letters);
            else
                plain.Append(c);
        }

        return plain.ToString().Normalize(NormalizationForm.FormC);
    }
}
