using System.Globalization;
using System.Text;

namespace Scim.Protocol.Schema;

/// <summary>
/// Defines case-insensitive equality (RFC 7643 section 2.2, caseExact): strings are folded before they are compared,
/// indexed or checked for uniqueness, both in memory and in the database.
/// </summary>
public static class TextFolding
{
    private const char Noncharacter = '\uFFFE';

    /// <summary>
    /// Folds <paramref name="s"/>: normalizes compatibility forms (NFKC) and removes case, independent of culture.
    /// Idempotent.
    /// </summary>
    /// <remarks>
    /// Unpaired surrogates and the noncharacter U+FFFE, which cannot be normalized, become U+FFFD.
    /// </remarks>
    public static string Fold(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Ascii.IsValid(s) ? FoldAscii(s) : FoldUnicode(s);
    }

    /// <summary>
    /// Folds a name that must be unique, such as a userName or a group's displayName: applies <see cref="Fold"/>, trims
    /// whitespace and collapses inner whitespace to single spaces.
    /// </summary>
    public static string FoldName(string s)
    {
        // Whitespace is collapsed after folding, since NFKC turns other spaces, such as U+00A0, into plain ones.
        return CollapseWhitespace(Fold(s));
    }

    /// <summary>
    /// Converts a string to the form in which values of the attribute are equal: as it is if the attribute is case
    /// exact, by <see cref="FoldName"/> if it is a name, otherwise by <see cref="Fold"/>.
    /// </summary>
    public static string FoldValue(AttributeDefinition attribute, string s)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        return attribute.CaseExact ? s
            : attribute.IsName ? FoldName(s)
            : Fold(s);
    }

    /// <summary>
    /// Trims whitespace and collapses inner whitespace, such as tabs and no-break spaces, to single spaces. Names are
    /// stored in this form.
    /// </summary>
    public static string CollapseWhitespace(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return HasRedundantWhitespace(s) ? RemoveRedundantWhitespace(s) : s;
    }

    private static string FoldAscii(string s) =>
        s.AsSpan().ContainsAnyInRange('A', 'Z')
            ? string.Create(s.Length, s, static (target, source) => Ascii.ToLower(source, target, out _))
            : s;

    private static string FoldUnicode(string s)
    {
        string composed = ToWellFormed(s).Normalize(NormalizationForm.FormKC);
        // Upper case first: it unifies letters with several lower-case forms, such as the Greek sigmas. CA1308 demands
        // upper case, but the folded form is defined as lower case.
#pragma warning disable CA1308
        string folded = composed.ToUpper(CultureInfo.InvariantCulture).ToLower(CultureInfo.InvariantCulture);
#pragma warning restore CA1308
        return folded.Normalize(NormalizationForm.FormKC);
    }

    /// <summary>Makes the string valid for Normalize, which throws on unpaired surrogates and on U+FFFE.</summary>
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

    private static string RemoveRedundantWhitespace(string s)
    {
        var text = new StringBuilder(s.Length);
        foreach (char c in s)
        {
            if (!char.IsWhiteSpace(c))
                text.Append(c);
            else if (text.Length > 0 && text[^1] != ' ')
                text.Append(' ');
        }

        return text.Length > 0 && text[^1] == ' ' ? text.ToString(0, text.Length - 1) : text.ToString();
    }
}
