using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>The target of a PATCH path (RFC 7644 section 3.5.2, figure 7). A closed set of cases.</summary>
internal abstract record PatchPath
{
    private PatchPath() { }

    /// <summary><c>attr</c> or <c>attr.sub</c>.</summary>
    public sealed record Attribute(AttributePath Path) : PatchPath;

    /// <summary><c>attr[filter]</c> or <c>attr[filter].sub</c>.</summary>
    public sealed record Values(AttributePath Outer, Filter Inner, AttributeDefinition? Sub) : PatchPath;

    /// <summary>
    /// The URN of an extension or of the core schema: everything that the schema declares. Not part of the RFC's
    /// grammar, but sent by clients.
    /// </summary>
    public sealed record WholeSchema(SchemaDefinition Schema) : PatchPath;
}
