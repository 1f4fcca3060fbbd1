using Microsoft.Extensions.Primitives;

namespace Scim.Gateway.Http;

/// <summary>Reads and confirms preferences.</summary>
internal static class PreferHeader
{
    /// <summary>The header.</summary>
    public const string HeaderName = "Prefer";

    /// <summary>The preference in a header; where it says both, the first counts (section 2).</summary>
    public static ReturnPreference ParseReturnPreference(StringValues header)
    {
        foreach (string? line in header)
        {
            foreach (Range part in line.AsSpan().Split(','))
            {
                if (
                    ParsePreference(line.AsSpan()[part])
                    is not ReturnPreference.None
                        and var preference
                )
                    return preference;
            }
        }

        return ReturnPreference.None;
    }

    /// <summary>The value of <c>Preference-Applied</c> (section 3), or null for none.</summary>
    public static string? FormatPreferenceApplied(ReturnPreference preference) =>
        preference switch
        {
            ReturnPreference.Minimal => "return=minimal",
            ReturnPreference.Representation => "return=representation",
            _ => null,
        };

    // preference = token [ BWS "=" BWS word ] *( OWS ";" [ OWS parameter ] ); the word may be quoted. Names compare
    // without regard to case, values with.
    private static ReturnPreference ParsePreference(ReadOnlySpan<char> preference)
    {
        int semicolon = preference.IndexOf(';');
        if (semicolon >= 0)
            preference = preference[..semicolon];
        int equals = preference.IndexOf('=');
        if (
            equals < 0
            || !preference[..equals].Trim().Equals("return", StringComparison.OrdinalIgnoreCase)
        )
            return ReturnPreference.None;
        return preference[(equals + 1)..].Trim().Trim('"') switch
        {
            "minimal" => ReturnPreference.Minimal,
            "representation" => ReturnPreference.Representation,
            _ => ReturnPreference.None,
        };
    }
}
