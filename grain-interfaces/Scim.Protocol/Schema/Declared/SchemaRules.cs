using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.Schema.Declared;

/// <summary>What a tenant may declare as a schema. Pure.</summary>
internal static class SchemaRules
{
    private static readonly string[] Messages = ["urn:ietf:params:scim:api:", SchemaUrns.EnterpriseUserMisspelt];

    /// <summary>Refuses a schema that must not be declared.</summary>
    /// <exception cref="ScimException">InvalidValue, naming attribute and rule.</exception>
    public static void Check(SchemaDefinition schema, DeclarationLimits limits)
    {
        CheckUrn(schema.Id, limits);
        CheckText("name", schema.Name, limits);
        CheckText("description", schema.Description, limits);
        if (schema.Attributes.Count == 0) throw Invalid("attributes", "must have at least one attribute");
        if (schema.Attributes.Count > limits.MaxAttributes)
            throw Invalid("attributes", $"has {schema.Attributes.Count} entries, more than the limit MaxAttributes of {limits.MaxAttributes}");
        foreach (AttributeDefinition attribute in schema.Attributes)
        {
            if (CommonAttributes.Schema.Attribute(attribute.Name) is { } common)
                throw Invalid(attribute.Name, $"must have another name: every resource has the attribute {common.Name}");
            CheckAttribute(attribute, attribute.Name, parent: null, limits);
        }
    }

    /// <summary>Refuses a URN that must not be declared.</summary>
    public static void CheckUrn(string urn, DeclarationLimits limits)
    {
        if (urn.Length > limits.MaxUrnLength) throw Invalid("id", $"is longer than the limit MaxUrnLength of {limits.MaxUrnLength} characters");
        if (!DeclarationSyntax.IsUrn(urn)) throw Invalid("id", DeclarationSyntax.UrnRule);
        if (Array.Exists(Messages, m => urn.StartsWith(m, StringComparison.OrdinalIgnoreCase))) throw Invalid("id", "is reserved for the protocol's messages");
    }

    /// <summary>Refuses text that is too long or not to be read by people.</summary>
    public static void CheckText(string path, string text, DeclarationLimits limits)
    {
        if (text.Length > limits.MaxTextLength) throw Invalid(path, $"is longer than the limit MaxTextLength of {limits.MaxTextLength} characters");
        if (text.Any(char.IsControl)) throw Invalid(path, "must not hold control characters");
    }

    private static void CheckAttribute(AttributeDefinition attribute, string path, AttributeDefinition? parent, DeclarationLimits limits)
    {
        CheckName(attribute, path, isSub: parent is not null, limits);
        CheckText($"{path}.description", attribute.Description, limits);
        CheckListed($"{path}.canonicalValues", attribute.CanonicalValues, limits);
        CheckListed($"{path}.referenceTypes", attribute.ReferenceTypes, limits);
        CheckType(attribute, path);
        if (attribute.Mutability == Mutability.WriteOnly && attribute.Returned != Returned.Never)
            throw Invalid(path, "is writeOnly, so 'returned' must be never (RFC 7643 section 7)");
        if (attribute.Uniqueness != Uniqueness.None) CheckUnique(attribute, path, parent);
        if (attribute.Type == AttributeType.Complex && attribute.SubAttributes.Count == 0) throw Invalid(path, "is complex and needs subAttributes");
        if (attribute.SubAttributes.Count > limits.MaxSubAttributes)
            throw Invalid(path, $"has {attribute.SubAttributes.Count} sub-attributes, more than the limit MaxSubAttributes of {limits.MaxSubAttributes}");
        foreach (AttributeDefinition sub in attribute.SubAttributes) CheckAttribute(sub, $"{path}.{sub.Name}", attribute, limits);
    }

    private static void CheckName(AttributeDefinition attribute, string path, bool isSub, DeclarationLimits limits)
    {
        if (attribute.Name.Length > limits.MaxNameLength) throw Invalid(path, $"is longer than the limit MaxNameLength of {limits.MaxNameLength} characters");
        if (isSub && attribute.Name == "$ref")
        {
            if (attribute.Type != AttributeType.Reference) throw Invalid(path, "must be of the type reference (RFC 7643 section 2.4)");
        }
        else if (!DeclarationSyntax.IsAttributeName(attribute.Name))
        {
            throw Invalid(path, DeclarationSyntax.AttributeNameRule);
        }

        // The server keeps at most one of the values primary, which needs a truth value.
        if (isSub && attribute.Name.Equals(MultiValues.Primary, StringComparison.OrdinalIgnoreCase) && attribute is not { Name: MultiValues.Primary, Type: AttributeType.Boolean, MultiValued: false })
            throw Invalid(path, "must be spelt 'primary' and be a single boolean (RFC 7643 section 2.4)");
    }

    private static void CheckType(AttributeDefinition attribute, string path)
    {
        if (attribute.Type != AttributeType.Complex && attribute.SubAttributes.Count > 0) throw Invalid(path, "has subAttributes, so its type must be complex");
        if (attribute.Type != AttributeType.Reference && attribute.ReferenceTypes.Count > 0) throw Invalid(path, "has referenceTypes, so its type must be reference");
        if (attribute.CanonicalValues.Count > 0 && attribute.Type is not (AttributeType.String or AttributeType.Reference))
            throw Invalid(path, "has canonicalValues, so its type must be string or reference");
        string? unknown = attribute.ReferenceTypes.FirstOrDefault(t => t is not ("external" or "uri") && !DeclarationSyntax.IsTypeName(t));
        if (unknown is not null) throw Invalid($"{path}.referenceTypes", "must hold names of resource types, 'external' or 'uri'");
    }

    private static void CheckUnique(AttributeDefinition attribute, string path, AttributeDefinition? parent)
    {
        if (attribute.Type is AttributeType.Boolean or AttributeType.Decimal or AttributeType.Complex)
            throw Invalid(path, "cannot be unique: only attributes of the types string, integer, dateTime, binary and reference can; of a complex attribute, name the sub-attribute");
        if (attribute.MultiValued && parent is { MultiValued: true }) throw Invalid(path, "cannot be unique: it is a list inside a list");
    }

    private static void CheckListed(string path, IReadOnlyList<string> values, DeclarationLimits limits)
    {
        if (values.Count > limits.MaxListedValues) throw Invalid(path, $"has {values.Count} entries, more than the limit MaxListedValues of {limits.MaxListedValues}");
        foreach (string value in values) CheckText(path, value, limits);
    }

    private static ScimException Invalid(string path, string rule) => DeclarationNode.Invalid(path, rule);
}
