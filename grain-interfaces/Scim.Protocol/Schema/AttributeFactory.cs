namespace Scim.Protocol.Schema;

/// <summary>Creates attribute definitions for the built-in schemas.</summary>
internal static class AttributeFactory
{
    internal static AttributeDefinition DefineString(string name, string description) =>
        new() { Name = name, Description = description };

    internal static AttributeDefinition DefineBoolean(string name, string description) =>
        new()
        {
            Name = name,
            Type = AttributeType.Boolean,
            Description = description,
        };

    internal static AttributeDefinition DefineInteger(string name, string description) =>
        new()
        {
            Name = name,
            Type = AttributeType.Integer,
            Description = description,
        };

    /// <summary>Defines a reference. References are case exact (RFC 7643 section 2.3.7).</summary>
    internal static AttributeDefinition DefineReference(
        string name,
        string description,
        params string[] referenceTypes
    ) =>
        new()
        {
            Name = name,
            Type = AttributeType.Reference,
            CaseExact = true,
            ReferenceTypes = referenceTypes,
            Description = description,
        };

    internal static AttributeDefinition DefineComplex(
        string name,
        string description,
        params AttributeDefinition[] subAttributes
    ) =>
        new()
        {
            Name = name,
            Type = AttributeType.Complex,
            Description = description,
            SubAttributes = subAttributes,
        };

    internal static AttributeDefinition DefineMultiValued(
        string name,
        string description,
        params AttributeDefinition[] subAttributes
    ) => DefineComplex(name, description, subAttributes) with { MultiValued = true };

    /// <summary>
    /// Defines the sub-attribute <c>type</c>, a label for the purpose of a value (RFC 7643 section 2.4).
    /// </summary>
    internal static AttributeDefinition DefineTypeLabel(params string[] canonicalValues) =>
        DefineString("type", "The purpose of the value") with
        {
            CanonicalValues = canonicalValues,
        };

    /// <summary>Defines the sub-attribute <c>display</c> (RFC 7643 section 2.4).</summary>
    internal static AttributeDefinition DefineDisplay() => DefineString("display", "The value in human-readable form");

    /// <summary>Defines the sub-attribute <c>primary</c> (RFC 7643 section 2.4).</summary>
    internal static AttributeDefinition DefinePrimary() =>
        DefineBoolean("primary", "Whether this is the preferred value; at most one value is primary");

    internal static AttributeDefinition AsRequired(this AttributeDefinition attribute) =>
        attribute with
        {
            Required = true,
        };

    /// <summary>Makes the attribute and all its sub-attributes readOnly.</summary>
    internal static AttributeDefinition AsReadOnly(this AttributeDefinition attribute) =>
        attribute with
        {
            Mutability = Mutability.ReadOnly,
            SubAttributes = [.. attribute.SubAttributes.Select(AsReadOnly)],
        };

    internal static AttributeDefinition AsImmutable(this AttributeDefinition attribute) =>
        attribute with
        {
            Mutability = Mutability.Immutable,
        };

    internal static AttributeDefinition AsCaseExact(this AttributeDefinition attribute) =>
        attribute with
        {
            CaseExact = true,
        };
}
