using Scim.Protocol.Errors;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Protocol.CustomSchemas;

/// <summary>Validates custom schemas. Pure.</summary>
internal static class CustomSchemaRules
{
    private static readonly string[] ReservedUrnPrefixes =
    [
        "urn:ietf:params:scim:api:",
        SchemaUrns.EnterpriseUserMisspelled,
    ];

    /// <summary>Validates a custom schema.</summary>
    /// <exception cref="ScimException">InvalidValue: a rule is violated; the detail names the attribute and the
    /// rule.</exception>
    public static void CheckSchema(SchemaDefinition schema, CustomSchemaLimits limits)
    {
        CheckUrn(schema.Id, limits);
        CheckText("name", schema.Name, limits);
        CheckText("description", schema.Description, limits);
        if (schema.Attributes.Count == 0)
            throw CreateInvalidValueError("attributes", "must contain at least one attribute");
        if (schema.Attributes.Count > limits.MaxAttributes)
            throw CreateInvalidValueError(
                "attributes",
                $"has {schema.Attributes.Count} entries, which exceeds the MaxAttributes limit "
                    + $"of {limits.MaxAttributes}"
            );
        foreach (AttributeDefinition attribute in schema.Attributes)
        {
            if (CommonAttributes.Schema.FindAttribute(attribute.Name) is { } common)
                throw CreateInvalidValueError(
                    attribute.Name,
                    $"must have another name: {common.Name} is a common attribute of every resource"
                );
            CheckAttribute(attribute, attribute.Name, parent: null, limits);
        }
    }

    /// <summary>Validates the URN of a custom schema.</summary>
    public static void CheckUrn(string urn, CustomSchemaLimits limits)
    {
        if (urn.Length > limits.MaxUrnLength)
            throw CreateInvalidValueError("id", $"exceeds the MaxUrnLength limit of {limits.MaxUrnLength} characters");
        if (!CustomSchemaSyntax.IsUrn(urn))
            throw CreateInvalidValueError("id", CustomSchemaSyntax.UrnRule);
        if (Array.Exists(ReservedUrnPrefixes, m => urn.StartsWith(m, StringComparison.OrdinalIgnoreCase)))
            throw CreateInvalidValueError("id", "is reserved for protocol messages. Choose another URN");
    }

    /// <summary>Rejects text that is too long or contains control characters.</summary>
    public static void CheckText(string path, string text, CustomSchemaLimits limits)
    {
        if (text.Length > limits.MaxTextLength)
            throw CreateInvalidValueError(
                path,
                $"exceeds the MaxTextLength limit of {limits.MaxTextLength} characters"
            );
        if (text.Any(char.IsControl))
            throw CreateInvalidValueError(path, "must not contain control characters");
    }

    private static void CheckAttribute(
        AttributeDefinition attribute,
        string path,
        AttributeDefinition? parent,
        CustomSchemaLimits limits
    )
    {
        CheckName(attribute, path, isSub: parent is not null, limits);
        CheckText($"{path}.description", attribute.Description, limits);
        CheckListedValues($"{path}.canonicalValues", attribute.CanonicalValues, limits);
        CheckListedValues($"{path}.referenceTypes", attribute.ReferenceTypes, limits);
        CheckType(attribute, path);
        if (attribute.Mutability == Mutability.WriteOnly && attribute.Returned != Returned.Never)
            throw CreateInvalidValueError(path, "is writeOnly, so 'returned' must be never (RFC 7643 section 7)");
        if (attribute.Uniqueness != Uniqueness.None)
            CheckUnique(attribute, path, parent);
        if (attribute.Type == AttributeType.Complex && attribute.SubAttributes.Count == 0)
            throw CreateInvalidValueError(path, "is complex and must have subAttributes");
        if (attribute.SubAttributes.Count > limits.MaxSubAttributes)
            throw CreateInvalidValueError(
                path,
                $"has {attribute.SubAttributes.Count} sub-attributes, which exceeds the MaxSubAttributes limit "
                    + $"of {limits.MaxSubAttributes}"
            );
        foreach (AttributeDefinition sub in attribute.SubAttributes)
            CheckAttribute(sub, $"{path}.{sub.Name}", attribute, limits);
    }

    private static void CheckName(AttributeDefinition attribute, string path, bool isSub, CustomSchemaLimits limits)
    {
        if (attribute.Name.Length > limits.MaxNameLength)
            throw CreateInvalidValueError(
                path,
                $"exceeds the MaxNameLength limit of {limits.MaxNameLength} characters"
            );
        if (isSub && attribute.Name == "$ref")
        {
            if (attribute.Type != AttributeType.Reference)
                throw CreateInvalidValueError(path, "must have the type reference (RFC 7643 section 2.4)");
        }
        else if (!CustomSchemaSyntax.IsAttributeName(attribute.Name))
        {
            throw CreateInvalidValueError(path, CustomSchemaSyntax.AttributeNameRule);
        }

        // The server keeps at most one value primary, which requires a boolean.
        if (
            isSub
            && attribute.Name.Equals(MultiValuedAttribute.Primary, StringComparison.OrdinalIgnoreCase)
            && attribute is not { Name: MultiValuedAttribute.Primary, Type: AttributeType.Boolean, MultiValued: false }
        )
            throw CreateInvalidValueError(
                path,
                "must be spelled 'primary' and be a single-valued boolean (RFC 7643 section 2.4)"
            );
    }

    private static void CheckType(AttributeDefinition attribute, string path)
    {
        if (attribute.Type != AttributeType.Complex && attribute.SubAttributes.Count > 0)
            throw CreateInvalidValueError(path, "has subAttributes, so its type must be complex");
        if (attribute.Type != AttributeType.Reference && attribute.ReferenceTypes.Count > 0)
            throw CreateInvalidValueError(path, "has referenceTypes, so its type must be reference");
        if (
            attribute.CanonicalValues.Count > 0
            && attribute.Type is not (AttributeType.String or AttributeType.Reference)
        )
            throw CreateInvalidValueError(path, "has canonicalValues, so its type must be string or reference");
        string? unknown = attribute.ReferenceTypes.FirstOrDefault(t =>
            t is not ("external" or "uri") && !CustomSchemaSyntax.IsTypeName(t)
        );
        if (unknown is not null)
            throw CreateInvalidValueError(
                $"{path}.referenceTypes",
                "must contain resource type names, 'external' or 'uri'"
            );
    }

    private static void CheckUnique(AttributeDefinition attribute, string path, AttributeDefinition? parent)
    {
        if (attribute.Type is AttributeType.Boolean or AttributeType.Decimal or AttributeType.Complex)
            throw CreateInvalidValueError(
                path,
                "cannot be unique: only string, integer, dateTime, binary and reference attributes can. "
                    + "For a complex attribute, make a sub-attribute unique"
            );
        if (attribute.MultiValued && parent is { MultiValued: true })
            throw CreateInvalidValueError(
                path,
                "cannot be unique: it is a multi-valued sub-attribute of a multi-valued attribute"
            );
    }

    private static void CheckListedValues(string path, IReadOnlyList<string> values, CustomSchemaLimits limits)
    {
        if (values.Count > limits.MaxListedValues)
            throw CreateInvalidValueError(
                path,
                $"has {values.Count} entries, which exceeds the MaxListedValues limit of {limits.MaxListedValues}"
            );
        foreach (string value in values)
            CheckText(path, value, limits);
    }

    private static ScimException CreateInvalidValueError(string path, string rule) =>
        SchemaObjectReader.CreateInvalidValueError(path, rule);
}
