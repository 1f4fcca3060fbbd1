using System.Text;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>
/// Parses PATCH paths: <c>attrPath / valuePath [subAttr]</c> (RFC 7644 section 3.5.2) and the URN of a whole schema.
/// </summary>
internal static class PatchPathParser
{
    /// <summary>Parses <paramref name="text"/>.</summary>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidPath"/>: the path is malformed or does not
    /// identify an attribute. <see cref="ScimErrorKind.InvalidFilter"/>: the text in the brackets is not a valid filter
    /// (RFC 7644 table 9).</exception>
    public static PatchPath Parse(ResourceType type, string text, FilterLimits limits)
    {
        int open = text.IndexOf('[', StringComparison.Ordinal);
        if (open >= 0)
            return ParseValues(type, text, open, limits);
        if (PathResolver.TryResolveExtension(type, text, out SchemaDefinition? schema))
            return new PatchPath.WholeSchema(schema);
        return new PatchPath.Attribute(ResolvePath(type, text));
    }

    /// <summary>
    /// Formats a path for messages. Constants are hidden because they may be personal data, except those compared with
    /// <c>type</c> or <c>primary</c>.
    /// </summary>
    public static string FormatForMessage(string text)
    {
        StringBuilder shown = new(text.Length);
        int position = 0;
        while (position < text.Length && shown.Length < 200)
        {
            char c = text[position];
            int end = c == '"' ? FindStringEnd(text, position) : position + 1;
            if (c != '"')
                shown.Append(char.IsControl(c) ? '?' : c);
            else
                shown.Append(IsLabel(text.AsSpan(0, position)) ? text[position..end] : "\"...\"");
            position = end;
        }

        return LogSanitizer.SanitizeText(shown.ToString(), 200);
    }

    private static PatchPath.Values ParseValues(ResourceType type, string text, int open, FilterLimits limits)
    {
        int close = FindClosingBracket(text, open);
        if (close < 0)
            throw CreateInvalidPathError("the closing bracket is missing");
        AttributePath outer = ResolvePath(type, text[..open]);
        if (outer.Sub is not null || (outer.Attribute.Type != AttributeType.Complex && !outer.Attribute.IsPlainList))
            throw CreateInvalidPathError(
                $"'{outer.Leaf.Name}' is not complex or multi-valued, so a filter cannot select its values"
            );

        AttributeDefinition? sub = null;
        string tail = text[(close + 1)..];
        if (tail.Length > 0 && !(tail[0] == '.' && outer.Attribute.IsImpliedValue(tail[1..])))
        {
            sub = tail[0] == '.' ? outer.Attribute.FindSubAttribute(tail[1..]) : null;
            if (sub is null)
                throw CreateInvalidPathError(
                    $"the text after the bracket is not a sub-attribute of '{outer.Attribute.Name}'"
                );
        }

        return new PatchPath.Values(
            outer,
            FilterParser.ParseValueFilter(type, outer, text[(open + 1)..close], limits),
            sub
        );
    }

    private static AttributePath ResolvePath(ResourceType type, string text) =>
        PathResolver.TryResolve(type, text, out AttributePath? path, out string? problem)
            ? path
            : throw CreateInvalidPathError(problem);

    private static int FindClosingBracket(string text, int open)
    {
        for (int i = open + 1; i < text.Length; i++)
        {
            if (text[i] == ']')
                return i;
            if (text[i] == '"')
                i = FindStringEnd(text, i) - 1;
        }

        return -1;
    }

    private static int FindStringEnd(string text, int quote)
    {
        for (int i = quote + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i + 1;
        }

        return text.Length;
    }

    private static bool IsLabel(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd();
        int op = before.LastIndexOf(' ');
        if (op < 0)
            return false;
        before = before[..op].TrimEnd();
        ReadOnlySpan<char> name = before[(before.LastIndexOfAny(" [(") + 1)..];
        return name.Equals("type", StringComparison.OrdinalIgnoreCase)
            || name.Equals("primary", StringComparison.OrdinalIgnoreCase);
    }

    private static ScimException CreateInvalidPathError(string problem) =>
        new(ScimErrorKind.InvalidPath, $"The path is not valid: {problem}.");
}
