namespace Scim.Protocol.Schema;

/// <summary>Short forms for the attributes that the built-in schemas are made of.</summary>
internal static class Define
{
    internal static AttributeDefinition Text(string name, string description) => new() { Name = name, Description = description };

    internal static AttributeDefinition Flag(string name, string description) =>
        new() { Name = name, Type = AttributeType.Boolean, Description = description };

    internal static AttributeDefinition Whole(string name, string description) =>
        new() { Name = name, Type = AttributeType.Integer, Description = description };

    /// <summary>References are case exact (RFC 7643 section 2.3.7).</summary>
    internal static AttributeDefinition Reference(string name, string description, params string[] referenceTypes) =>
        new() { Name = name, Type = AttributeType.Reference, CaseExact = true, ReferenceTypes = referenceTypes, Description = description };

    internal static AttributeDefinition Complex(string name, string description, params AttributeDefinition[] subAttributes) =>
        new() { Name = name, Type = AttributeType.Complex, Description = description, SubAttributes = subAttributes };

    internal static AttributeDefinition List(string name, string description, params AttributeDefinition[] subAttributes) =>
        Complex(name, description, subAttributes) with { MultiValued = true };

    /// <summary>The sub-attribute <c>type</c>, a label for what the value is used for (RFC 7643 section 2.4).</summary>
    internal static AttributeDefinition Label(params string[] canonicalValues) =>
        Text("type", "What the value is used for") with { CanonicalValues = canonicalValues };

    /// <summary>The sub-attribute <c>display</c> (RFC 7643 section 2.4).</summary>
    internal static AttributeDefinition Display() => Text("display", "The value in a form for people to read");

    /// <summary>The sub-attribute <c>primary</c> (RFC 7643 section 2.4).</summary>
    internal static AttributeDefinition Primary() => Flag("primary", "Whether this is the preferred one; at most one value is");

    internal static AttributeDefinition Required(this AttributeDefinition attribute) => attribute with { Required = true };

    /// <summary>The attribute, and all below it, set by the server alone.</summary>
    internal static AttributeDefinition ReadOnly(this AttributeDefinition attribute) => attribute with
    {
        Mutability = Mutability.ReadOnly,
        SubAttributes = [.. attribute.SubAttributes.Select(ReadOnly)],
    };

    internal static AttributeDefinition Immutable(this AttributeDefinition attribute) => attribute with { Mutability = Mutability.Immutable };

    internal static AttributeDefinition Exact(this AttributeDefinition attribute) => attribute with { CaseExact = true };
}
