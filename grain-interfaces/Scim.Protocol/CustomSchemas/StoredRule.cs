using Scim.Protocol.Schema;

namespace Scim.Protocol.CustomSchemas;

/// <summary>A place in stored documents, in the form that it was stored in.</summary>
/// <param name="Urn">The extension's URN, or null for the core schema.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Sub">The sub-attribute, or null for the attribute itself.</param>
public sealed record StoredAttributePath(
    string? Urn,
    AttributeDefinition Attribute,
    AttributeDefinition? Sub
)
{
    /// <summary>The definition at the end of the path.</summary>
    public AttributeDefinition Leaf => Sub ?? Attribute;

    /// <summary>Whether the values are in the documents only, not in what is searched.</summary>
    public bool IsHidden => Attribute.Returned == Returned.Never || Leaf.Returned == Returned.Never;

    /// <summary>
    /// The path: <c>assetTag</c>, <c>keys.value</c>, with the URN in front where it is an extension's.
    /// </summary>
    public override string ToString() => new UniqueAttributePath(Urn, Attribute, Sub).Path;
}

/// <summary>
/// What must be true of the stored resources of a type before a change of its schemas may be made. A closed set of
/// cases.
/// </summary>
/// <param name="ResourceTypeName">The resource type's name.</param>
/// <param name="Problem">What is wrong when it is not true, as a sentence.</param>
public abstract record StoredRule(string ResourceTypeName, string Problem)
{
    /// <summary>There is no resource.</summary>
    public sealed record NoResource(string ResourceTypeName, string Problem)
        : StoredRule(ResourceTypeName, Problem);

    /// <summary>No resource has a value there.</summary>
    public sealed record NoValue(string ResourceTypeName, StoredAttributePath Path, string Problem)
        : StoredRule(ResourceTypeName, Problem);

    /// <summary>Every resource has the extension.</summary>
    public sealed record EveryExtension(string ResourceTypeName, string Urn, string Problem)
        : StoredRule(ResourceTypeName, Problem);

    /// <summary>Every resource, extension or complex value has a value there.</summary>
    public sealed record EveryValue(
        string ResourceTypeName,
        StoredAttributePath Path,
        string Problem
    ) : StoredRule(ResourceTypeName, Problem);

    /// <summary>Every value there is one of these, compared as the attribute compares.</summary>
    public sealed record OnlyValues(
        string ResourceTypeName,
        StoredAttributePath Path,
        IReadOnlyList<string> Values,
        string Problem
    ) : StoredRule(ResourceTypeName, Problem);

    /// <summary>
    /// No two resources share a value there, and none is longer than <see cref="UniqueValues.MaxLength"/>.
    /// </summary>
    public sealed record DistinctValues(
        string ResourceTypeName,
        StoredAttributePath Path,
        string Problem
    ) : StoredRule(ResourceTypeName, Problem);
}
