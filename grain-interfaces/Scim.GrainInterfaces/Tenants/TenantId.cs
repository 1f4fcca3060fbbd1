namespace Scim.GrainInterfaces.Tenants;

/// <summary>The grammar of tenant ids: they are the first segment of grain keys and part of every URL.</summary>
public static class TenantId
{
    /// <summary>The rule, as a sentence for the operator.</summary>
    public const string Rule = "A tenant id has 1 to 63 lower-case letters, digits and hyphens.";

    /// <summary>Whether <paramref name="id"/> follows the <see cref="Rule"/>.</summary>
    public static bool IsValid(string? id)
    {
        if (id is not { Length: >= 1 and <= 63 })
            return false;
        foreach (char c in id)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        }

        return true;
    }
}
