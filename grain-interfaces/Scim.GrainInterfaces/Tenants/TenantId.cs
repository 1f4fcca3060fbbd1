namespace Scim.GrainInterfaces.Tenants;

/// <summary>The format of tenant ids, which are the first segment of grain keys and part of every URL.</summary>
public static class TenantId
{
    /// <summary>The format as an error message for the operator.</summary>
    public const string Rule = "A tenant id consists of 1 to 63 lowercase letters, digits and hyphens.";

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
