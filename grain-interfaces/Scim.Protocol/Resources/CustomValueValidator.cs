using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>
/// What a tenant's own schemas demand of text besides its type: one of the <c>canonicalValues</c>, and a reference to
/// what <c>referenceTypes</c> names. RFC 7643 section 7 leaves both to the server; here whoever declares them means
/// them, while those of the RFC's own schemas stay advice.
/// </summary>
internal static class CustomValueValidator
{
    /// <summary>The text as it is stored: a canonical value as the schema spells it.</summary>
    /// <exception cref="Errors.ScimException">InvalidValue.</exception>
    public static string CheckValue(AttributeDefinition attribute, string text, string path)
    {
        if (!attribute.IsCustom)
            return text;
        if (attribute.Type == AttributeType.Reference)
            CheckReference(attribute, text, path);
        return attribute.CanonicalValues.Count == 0
            ? text
            : FindCanonicalValue(attribute, text, path);
    }

    private static string FindCanonicalValue(
        AttributeDefinition attribute,
        string text,
        string path
    )
    {
        string sought = attribute.CaseExact ? text : TextFolding.Fold(text);
        foreach (string value in attribute.CanonicalValues)
            if ((attribute.CaseExact ? value : TextFolding.Fold(value)) == sought)
                return value;
        throw AttributeValueReader.CreateInvalidValueError(
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
            throw AttributeValueReader.CreateInvalidValueError(path, "must be a URI");
        if (attribute.ReferenceTypes.Count == 0 || attribute.ReferenceTypes.Contains("uri"))
            return;
        bool external = attribute.ReferenceTypes.Contains("external");

        // A path alone counts as absolute on systems whose paths begin with a slash.
        bool absolute = uri.IsAbsoluteUri && text[0] != '/';
        if (external && absolute)
            return;
        if (attribute.ReferenceTypes.All(t => t == "external"))
            throw AttributeValueReader.CreateInvalidValueError(path, "must be an absolute URI");
        if (attribute.ReferenceEndpoints is not { } endpoints)
            return;

        // An id alone is a relative reference too.
        string[] segments = text.Split('?', '#')[0]
            .Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length == 1 && !absolute)
            return;
        if (
            segments.Length < 2
            || !endpoints.Contains(segments[^2], StringComparer.OrdinalIgnoreCase)
        )
            throw AttributeValueReader.CreateInvalidValueError(
                path,
                $"must refer to a resource of the type {string.Join(" or ", attribute.ReferenceTypes)}, as in {endpoints[0]}/{{id}}"
            );
    }
}
