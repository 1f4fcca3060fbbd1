using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Scim.Gateway.Workplace.Sessions;

/// <summary>
/// Reads the token from the form of an introspection request (RFC 7662 section 2.1). Other parameters, such as
/// <c>token_type_hint</c>, are ignored.
/// </summary>
internal static class SessionForm
{
    private const int MaxFields = 32;

    /// <summary>Returns the token, or null if the form has none or more than one.</summary>
    public static string? ReadToken(ReadOnlySpan<byte> form)
    {
        // Fast path for the usual form: the token alone, whose characters need no escaping.
        if (form.StartsWith("token=scim_"u8) && form.IndexOfAny("&%+"u8) < 0 && Ascii.IsValid(form))
            return Encoding.ASCII.GetString(form["token=".Length..]);
        try
        {
            using var reader = new FormReader(Encoding.UTF8.GetString(form)) { ValueCountLimit = MaxFields };
            return
                reader.ReadForm().TryGetValue("token", out StringValues values)
                && values.Count == 1
                && values[0] is { Length: > 0 } token
                ? token
                : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
