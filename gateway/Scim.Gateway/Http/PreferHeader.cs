using Microsoft.Extensions.Primitives;

namespace Scim.Gateway.Http;

/// <summary>Reads the <c>Prefer</c> header and formats its confirmation (RFC 7240).</summary>
internal static class PreferHeader
{
    /// <summary>The name of the header.</summary>
    public const string HeaderName = "Prefer";

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

    /// <summary>Returns the value of <c>Preference-Applied</c> (section 3), or null for no preference.</summary>
    public static string? FormatPreferenceApplied(ReturnPreference preference) =>
        preference switch
        {
            ReturnPreference.Minimal => "return=minimal",
            ReturnPreference.Representation => "return=representation",
            _ => null,
        };

    // preference = token [ BWS "=" BWS word ] *( OWS ";" [ OWS parameter ] ); the word may be quoted. Names are
    // compared case-insensitively, values case-sensitively.
    private static ReturnPreference ParsePreference(ReadOnlySpan<char> preference)
    {
        int semicolon = preference.IndexOf(';');
        if (semicolon >= 0)
            preference = preference[..semicolon];
        int equals = preference.IndexOf('=');
        if (equals < 0 || !preference[..equals].Trim().Equals("return", StringComparison.OrdinalIgnoreCase))
            return ReturnPreference.None;
        return preference[(equals + 1)..].Trim().Trim('"') switch
        {
            "minimal" => ReturnPreference.Minimal,
            "representation" => ReturnPreference.Representation,
            _ => ReturnPreference.None,
        };
    }
}
