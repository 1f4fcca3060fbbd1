namespace Scim.Protocol.Json;

/// <summary>Makes client-supplied names safe for messages and logs.</summary>
internal static class LogSanitizer
{
    /// <summary>
    /// Truncates <paramref name="text"/> to <paramref name="maxLength"/> characters and replaces control characters.
    /// </summary>
    public static string SanitizeText(string text, int maxLength)
    {
        ReadOnlySpan<char> head = text;
        bool cut = head.Length > maxLength;
        if (cut)
            head = head[..(char.IsHighSurrogate(head[maxLength - 1]) ? maxLength - 1 : maxLength)];
        string shown = head.ToString();
        if (shown.Any(char.IsControl))
            shown = string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c));
        return cut ? shown + "..." : shown;
    }
}
