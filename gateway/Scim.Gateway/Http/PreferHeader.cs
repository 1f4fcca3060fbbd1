using Microsoft.Extensions.Primitives;

namespace Scim.Gateway.Http;

/// <summary>Reads the <c>Prefer</c> header and formats its confirmation (RFC 7240).</summary>
internal static class PreferHeader
{
    /// <summary>The name of the header.</summary>
    public const string HeaderName = "Prefer";

    /// <summary>The preference that is confirmed by <c>Preference-Applied</c>.</summary>
    public const string StrictHandlingPreference = "handling=" + StrictHandling;

    private const string StrictHandling = "strict";

    /// <summary>
    /// Returns the <c>return</c> preference of the header. If it contains both values, the first one applies (section
    /// 2).
    /// </summary>
    public static ReturnPreference ParseReturnPreference(StringValues header)
    {
        foreach (string? line in header)
        {
            foreach (Range part in line.AsSpan().Split(','))
            {
                if (ParsePreference(line.AsSpan()[part]) is not ReturnPreference.None and var preference)
                    return preference;
            }
        }

        return ReturnPreference.None;
    }

    /// <summary>
    /// Returns whether the header has <c>handling=strict</c> before any other <c>handling</c> (section 4.4).
    /// </summary>
    public static bool HasStrictHandling(StringValues header)
    {
        foreach (string? line in header)
        {
            foreach (Range part in line.AsSpan().Split(','))
            {
                if (TryReadPreference(line.AsSpan()[part], "handling", out ReadOnlySpan<char> value))
                    return value is StrictHandling;
            }
        }

        return false;
    }

    /// <summary>Returns the value of <c>Preference-Applied</c> (section 3), or null for no preference.</summary>
    public static string? FormatPreferenceApplied(ReturnPreference preference) =>
        preference switch
        {
            ReturnPreference.Minimal => "return=minimal",
            ReturnPreference.Representation => "return=representation",
            _ => null,
        };

    private static ReturnPreference ParsePreference(ReadOnlySpan<char> preference) =>
        TryReadPreference(preference, "return", out ReadOnlySpan<char> value)
            ? value switch
            {
                "minimal" => ReturnPreference.Minimal,
                "representation" => ReturnPreference.Representation,
                _ => ReturnPreference.None,
            }
            : ReturnPreference.None;

    // preference = token [ BWS "=" BWS word ] *( OWS ";" [ OWS parameter ] ); the word may be quoted. Names are
    // compared case-insensitively, values case-sensitively.
    private static bool TryReadPreference(ReadOnlySpan<char> preference, string name, out ReadOnlySpan<char> value)
    {
        value = default;
        int semicolon = preference.IndexOf(';');
        if (semicolon >= 0)
            preference = preference[..semicolon];
        int equals = preference.IndexOf('=');
        if (equals < 0 || !preference[..equals].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            return false;
        value = preference[(equals + 1)..].Trim().Trim('"');
        return true;
    }
}
