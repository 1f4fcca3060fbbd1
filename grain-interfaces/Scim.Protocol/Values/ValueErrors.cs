using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.Values;

/// <summary>Creates the errors of values that break a rule of their attribute.</summary>
internal static class ValueErrors
{
    private const int MaxPathLength = 200;

    /// <summary>Creates the error for the value at a path. The message never contains the value.</summary>
    /// <param name="path">The path as the request names it.</param>
    /// <param name="rule">The rule, as the rest of a sentence that begins with the path: "must be an object".</param>
    public static ScimException CreateInvalidValue(string path, string rule) =>
        new(ScimErrorKind.InvalidValue, $"{LogSanitizer.SanitizeText(path, MaxPathLength)} {rule}.");
}
