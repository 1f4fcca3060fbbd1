using Microsoft.Extensions.Primitives;

namespace Scim.Gateway.Http;

/// <summary>Reads and confirms preferences.</summary>
internal static class Preferences
{
    /// <summary>The header.</summary>
    public const string Header = "Prefer";

    /// <summary>The preference in a header; where it says both, the first counts (section 2).</summary>
    public static Preference Of(StringValues header)
    {
        foreach (string? line in header)
        {
            foreach (Range part in line.AsSpan().Split(','))
            {
                if (OfOne(line.AsSpan()[part]) is not Preference.None and var preference) return preference;
            }
        }

        return Preference.None;
    }

    /// <summary>The value of <c>Preference-Applied</c> (section 3), or null for none.</summary>
    public static string? Applied(Preference preference) => preference switch
    {
        Preference.Minimal => "return=minimal",
        Preference.Representation => "return=representation",
        _ => null,
    };

    // preference = token [ BWS "=" BWS word ] *( OWS ";" [ OWS parameter ] ); the word may be quoted. Names compare without regard to case, values with.
    private static Preference OfOne(ReadOnlySpan<char> preference)
    {
        int semicolon = preference.IndexOf(';');
        if (semicolon >= 0) preference = preference[..semicolon];
        int equals = preference.IndexOf('=');
        if (equals < 0 || !preference[..equals].Trim().Equals("return", StringComparison.OrdinalIgnoreCase)) return Preference.None;
        return preference[(equals + 1)..].Trim().Trim('"') switch
        {
            "minimal" => Preference.Minimal,
            "representation" => Preference.Representation,
            _ => Preference.None,
        };
    }
}
