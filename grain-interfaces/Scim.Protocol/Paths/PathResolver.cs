using System.Diagnostics.CodeAnalysis;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Paths;

/// <summary>
/// Resolves attribute notation (RFC 7644 section 3.10) against a resource type: <c>attr</c>, <c>attr.sub</c> or
/// <c>urn:...:attr.sub</c>. Attribute names and URNs are case-insensitive.
/// </summary>
public static class PathResolver
{
    private const int MaxQuoteLength = 100;

    /// <summary>Resolves <paramref name="text"/>.</summary>
    /// <remarks>
    /// A bare name is looked up in the common attributes, the core schema and then the extensions in order, because
    /// Entra ID filters on a bare <c>manager</c>. A URN selects its schema; the core URN also selects the common
    /// attributes.
    /// </remarks>
    /// <param name="type">The resource type.</param>
    /// <param name="text">The notation, without whitespace.</param>
    /// <param name="path">The resolved path.</param>
    /// <param name="problem">What is wrong: a clause that names the attribute, without a period.</param>
    public static bool TryResolve(
        ResourceType type,
        string text,
        [NotNullWhen(true)] out AttributePath? path,
        [NotNullWhen(false)] out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(text);
        path = null;
        if (!text.Contains(':', StringComparison.Ordinal))
            return TryResolveBare(type, text, out path, out problem);
        if (TryResolveExtension(type, text, out SchemaDefinition? whole))
        {
            problem = $"{QuoteText(whole.Id)} is a schema, not an attribute";
            return false;
        }

        (SchemaDefinition? schema, int length) = FindLongestPrefix(type, text);
        if (schema is null)
        {
            problem = $"{QuoteText(text)} does not belong to a schema of {type.Name}";
            return false;
        }

        string name = text[(length + 1)..];
        bool common =
            ReferenceEquals(schema, type.Schema)
            && schema.FindAttribute(GetAttributeName(name)) is null
            && CommonAttributes.Schema.FindAttribute(GetAttributeName(name)) is not null;
        return TryResolveIn(common ? CommonAttributes.Schema : schema, name, out path, out problem);
    }

    /// <summary>
    /// Resolves a path that is exactly the URN of one of the type's extensions or of its core schema.
    /// </summary>
    /// <param name="type">The resource type.</param>
    /// <param name="text">The URN in any case. A misspelled URN of the enterprise extension that some clients send is
    /// accepted too.</param>
    /// <param name="extension">The schema.</param>
    public static bool TryResolveExtension(
        ResourceType type,
        string text,
        [NotNullWhen(true)] out SchemaDefinition? extension
    )
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(text);
        bool misspelled = text.Equals(SchemaUrns.EnterpriseUserMisspelled, StringComparison.OrdinalIgnoreCase);
        extension = type.FindSchema(misspelled ? SchemaUrns.EnterpriseUser : text);
        return extension is not null;
    }

    /// <summary>
    /// Formats client-supplied text for a message: quoted, without control characters, and truncated.
    /// </summary>
    internal static string QuoteText(string text)
    {
        string clean = string.Concat(
            text.Take(MaxQuoteLength).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)
        );
        return text.Length > MaxQuoteLength ? $"'{clean}...'" : $"'{clean}'";
    }

    private static bool TryResolveBare(
        ResourceType type,
        string text,
        [NotNullWhen(true)] out AttributePath? path,
        [NotNullWhen(false)] out string? problem
    )
    {
        string head = GetAttributeName(text);
        SchemaDefinition? schema =
            CommonAttributes.Schema.FindAttribute(head) is not null ? CommonAttributes.Schema
            : type.Schema.FindAttribute(head) is not null ? type.Schema
            : type.Extensions.FirstOrDefault(e => e.Schema.FindAttribute(head) is not null)?.Schema;
        if (schema is not null)
            return TryResolveIn(schema, text, out path, out problem);
        path = null;
        problem =
            text.Length == 0 ? "an attribute name is missing" : $"{QuoteText(text)} is not an attribute of {type.Name}";
        return false;
    }

    private static bool TryResolveIn(
        SchemaDefinition schema,
        string text,
        [NotNullWhen(true)] out AttributePath? path,
        [NotNullWhen(false)] out string? problem
    )
    {
        path = null;
        problem = null;
        string head = GetAttributeName(text);
        if (schema.FindAttribute(head) is not { } attribute)
        {
            problem =
                text.Length == 0
                    ? $"an attribute name is missing after {schema.Id}"
                    : $"{QuoteText(text)} is not an attribute of {schema.Id}";
            return false;
        }

        string tail = head.Length == text.Length ? "" : text[(head.Length + 1)..];
        if (head.Length == text.Length || attribute.IsImpliedValue(tail))
        {
            path = new AttributePath(schema, attribute, null);
            return true;
        }

        if (attribute.FindSubAttribute(tail) is { } sub)
        {
            path = new AttributePath(schema, attribute, sub);
            return true;
        }

        problem = $"{QuoteText(attribute.Name)} has no sub-attribute {QuoteText(tail)}";
        return false;
    }

    private static (SchemaDefinition? Schema, int Length) FindLongestPrefix(ResourceType type, string text)
    {
        (SchemaDefinition? Schema, int Length) best = default;
        ConsiderSchema(type.Schema, type.Schema.Id);
        foreach (SchemaExtension extension in type.Extensions)
            ConsiderSchema(extension.Schema, extension.Schema.Id);
        if (type.FindSchema(SchemaUrns.EnterpriseUser) is { } enterprise)
            ConsiderSchema(enterprise, SchemaUrns.EnterpriseUserMisspelled);
        return best;

        void ConsiderSchema(SchemaDefinition schema, string urn)
        {
            if (
                urn.Length > best.Length
                && text.Length > urn.Length
                && text[urn.Length] == ':'
                && text.StartsWith(urn, StringComparison.OrdinalIgnoreCase)
            )
                best = (schema, urn.Length);
        }
    }

    private static string GetAttributeName(string text) =>
        text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? text[..dot] : text;
}
