namespace Scim.Gateway.Resources;

/// <summary>The ids of resources: version 7 UUIDs in lower case, whose order is the order of creation.</summary>
internal static class ResourceIds
{
    private const int Length = 36;

    /// <summary>A fresh id.</summary>
    public static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("D");

    /// <summary>Whether this server could have given out <paramref name="id"/>; what it could not is 404 without asking a grain.</summary>
    public static bool CouldBeIssued(ReadOnlySpan<char> id)
    {
        if (id.Length != Length) return false;
        foreach (char c in id)
        {
            if (!char.IsAsciiHexDigitLower(c) && c != '-') return false;
        }

        return Guid.TryParseExact(id, "D", out _);
    }
}
