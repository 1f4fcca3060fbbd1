using Scim.Protocol.Json;
using Scim.Protocol.Schema;
using Scim.Protocol.Values;

namespace Scim.Protocol.Resources;

/// <summary>
/// Enforces the rules of custom schemas for strings beyond their type: <c>canonicalValues</c> and
/// <c>referenceTypes</c>.
/// </summary>
/// <remarks>
/// RFC 7643 section 7 leaves enforcement to the server. Values are enforced for custom schemas; for the RFC's own
/// schemas they are only suggestions.
/// </remarks>
internal static class CustomValueValidator
{
    /// <summary>Validates a string and returns it in stored form: a canonical value spelled as in the schema.</summary>
    /// <exception cref="Errors.ScimException">InvalidValue: the string violates a rule.</exception>
    public static string CheckValue(AttributeDefinition attribute, string text, string path)
    {
        if (!attribute.IsCustom)
            return text;
        if (attribute.Type == AttributeType.Reference)
            CheckReference(attribute, text, path);
        return attribute.CanonicalValues.Count == 0 ? text : FindCanonicalValue(attribute, text, path);
    }

    private static string FindCanonicalValue(AttributeDefinition attribute, string text, string path)
    {
        string sought = TextFolding.FoldValue(attribute, text);
        foreach (string value in attribute.CanonicalValues)
            if (TextFolding.FoldValue(attribute, value) == sought)
                return value;
        throw ValueErrors.CreateInvalidValue(
            path,
            $"must be one of: {LogSanitizer.SanitizeText(string.Join(", ", attribute.CanonicalValues), 500)}"
        );
    }

    private static void CheckReference(AttributeDefinition attribute, string text, string path)
    {
        if (
            !Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? uri)
            || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or '"')
        )
            throw ValueErrors.CreateInvalidValue(path, "must be a URI");
        if (attribute.ReferenceTypes.Count == 0 || attribute.ReferenceTypes.Contains("uri"))
            return;
        bool external = attribute.ReferenceTypes.Contains("external");

        // On Unix, a rooted path without a scheme also counts as an absolute URI.
        bool absolute = uri.IsAbsoluteUri && text[0] != '/';
        if (external && absolute)
            return;
        if (attribute.ReferenceTypes.All(t => t == "external"))
            throw ValueErrors.CreateInvalidValue(path, "must be an absolute URI");
        if (attribute.ReferenceEndpoints is not { } endpoints)
            return;

        // A bare id is a relative reference too.
        string[] segments = text.Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length == 1 && !absolute)
            return;
        if (segments.Length < 2 || !endpoints.Contains(segments[^2], StringComparer.OrdinalIgnoreCase))
            throw ValueErrors.CreateInvalidValue(
                path,
                $"must refer to a resource of the type {string.Join(" or ", attribute.ReferenceTypes)}, "
                    + $"as in {endpoints[0]}/{{id}}"
            );
    }
}
