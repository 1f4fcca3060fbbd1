using System.Globalization;
using System.Text;

namespace Scim.Protocol.Schema;

/// <summary>
/// The one definition of "equal without regard to case" (RFC 7643 section 2.2, caseExact): text is folded before it is
/// compared, indexed or made unique, here and in the database alike.
/// </summary>
public static class TextFolding
{
    private const char Noncharacter = '\uFFFE';

    /// <summary>
    /// Folds <paramref name="s"/>: compatibility forms unified (NFKC) and case removed, independent of culture. Stray
    /// surrogates and the noncharacter U+FFFE, which have no normal form, become U+FFFD. Folding folded text changes
    /// nothing.
    /// </summary>
    public static string Fold(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Ascii.IsValid(s) ? FoldAscii(s) : FoldUnicode(s);
    }

    /// <summary>
    /// Folds a name that must be unique, such as a userName or a group's displayName: <see cref="Fold"/>, outer white
    /// space removed, each run of inner white space made one blank.
    /// </summary>
    public static string FoldName(string s)
    {
        // White space is dealt with after folding: NFKC turns other blanks, such as U+00A0, into plain ones.
        string folded = Fold(s);
        return HasRedundantWhitespace(folded) ? CollapseWhitespace(folded) : folded;
    }

    private static string FoldAscii(string s) =>
        s.AsSpan().ContainsAnyInRange('A', 'Z')
            ? string.Create(
                s.Length,
                s,
                static (target, source) => Ascii.ToLower(source, target, out _)
            )
            : s;

    private static string FoldUnicode(string s)
    {
        string composed = ToWellFormed(s).Normalize(NormalizationForm.FormKC);
        // Upper first: it unites letters with several lower-case forms, such as the Greek sigmas. CA1308 wants upper
        // case, the contract lower.
#pragma warning disable CA1308
        string folded = composed
            .ToUpper(CultureInfo.InvariantCulture)
            .ToLower(CultureInfo.InvariantCulture);
#pragma warning restore CA1308
        return folded.Normalize(NormalizationForm.FormKC);
    }

    /// <summary>What the normaliser accepts: it throws on stray surrogates and on the noncharacter U+FFFE.</summary>
    private static string ToWellFormed(string s)
    {
        for (int i = 0; i < s.Length; i++)
        {
            bool pair = i + 1 < s.Length && char.IsSurrogatePair(s[i], s[i + 1]);
            if (pair)
                i++;
            else if (char.IsSurrogate(s[i]) || s[i] == Noncharacter)
                return string.Concat(s.EnumerateRunes()).Replace(Noncharacter, '\uFFFD');
        }

        return s;
    }

    private static bool HasRedundantWhitespace(string s)
    {
        bool space = true;
        foreach (char c in s)
        {
            bool now = char.IsWhiteSpace(c);
            if (now && (space || c != ' '))
                return true;
            space = now;
        }

        return space && s.Length > 0;
    }

    private static string CollapseWhitespace(string s)
    {
        var text = new StringBuilder(s.Length);
        foreach (char c in s)
        {
            if (!char.IsWhiteSpace(c))
                text.Append(c);
            else if (text.Length > 0 && text[^1] != ' ')
                text.Append(' ');
        }

        return text.Length > 0 && text[^1] == ' '
            ? text.ToString(0, text.Length - 1)
            : text.ToString();
    }
}
