using Scim.Protocol.Schema;

namespace Scim.Protocol.CustomSchemas;

/// <summary>
/// An attribute or sub-attribute of stored documents, with the definition that its values were stored under.
/// </summary>
/// <param name="Urn">The URN of the extension, or null for the core schema.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Sub">The sub-attribute, or null for the attribute itself.</param>
public sealed record StoredAttributePath(string? Urn, AttributeDefinition Attribute, AttributeDefinition? Sub)
{
    /// <summary>The definition at the end of the path.</summary>
    public AttributeDefinition Leaf => Sub ?? Attribute;

    /// <summary>Whether the values are only in the documents and not in the search documents.</summary>
    public bool IsHidden => Attribute.Returned == Returned.Never || Leaf.Returned == Returned.Never;

    /// <summary>
    /// Returns the path, such as <c>assetTag</c> or <c>keys.value</c>, prefixed with the URN for extensions.
    /// </summary>
    public override string ToString() => new UniqueAttributePath(Urn, Attribute, Sub).Path;
}

/// <summary>
/// A condition that the stored resources of a type must meet before a change of the type's schemas is allowed. A closed
/// set of cases.
/// </summary>
/// <param name="ResourceTypeName">The name of the resource type.</param>
/// <param name="Problem">The error message if the condition is not met.</param>
public abstract record StoredRule(string ResourceTypeName, string Problem)
{
    /// <summary>The type has no resources.</summary>
    public sealed record NoResource(string ResourceTypeName, string Problem) : StoredRule(ResourceTypeName, Problem);

    /// <summary>No resource has a value for the attribute.</summary>
    public sealed record NoValue(string ResourceTypeName, StoredAttributePath Path, string Problem)
        : StoredRule(ResourceTypeName, Problem);

    /// <summary>Every resource has the extension.</summary>
    public sealed record EveryExtension(string ResourceTypeName, string Urn, string Problem)
        : StoredRule(ResourceTypeName, Problem);

    /// <summary>Every resource, extension or complex value has a value for the attribute.</summary>
    public sealed record EveryValue(string ResourceTypeName, StoredAttributePath Path, string Problem)
        : StoredRule(ResourceTypeName, Problem);

    /// <summary>
    /// Every value of the attribute is one of <paramref name="Values"/>, compared according to the attribute's
    /// caseExact.
    /// </summary>
    public sealed record OnlyValues(
        string ResourceTypeName,
        StoredAttributePath Path,
        IReadOnlyList<string> Values,
        string Problem
    ) : StoredRule(ResourceTypeName, Problem);

    /// <summary>
    /// No two resources have the same value, and no value is longer than <see cref="UniqueValues.MaxLength"/>.
    /// </summary>
    public sealed record DistinctValues(string ResourceTypeName, StoredAttributePath Path, string Problem)
        : StoredRule(ResourceTypeName, Problem);
}
