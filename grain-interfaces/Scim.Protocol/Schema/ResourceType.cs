using System.Collections.Frozen;

namespace Scim.Protocol.Schema;

/// <summary>An extension that a resource type may or must carry (RFC 7643 section 6).</summary>
/// <param name="Schema">The extension's schema; its attributes live in an object under its URN.</param>
/// <param name="Required">Whether a resource without the extension is refused.</param>
public sealed record SchemaExtension(SchemaDefinition Schema, bool Required);

/// <summary>
/// A resource type (RFC 7643 section 6) with everything that is known of its attributes: the common ones
/// (<c>schemas</c>, <c>id</c>, <c>externalId</c>, <c>meta</c>), the core schema's and the extensions'. Immutable, safe
/// to share.
/// </summary>
public sealed class ResourceType
{
    private readonly FrozenDictionary<string, SchemaDefinition> _byUrn;

    /// <summary>Puts a resource type together.</summary>
    /// <param name="name">The name, also its id and <c>meta.resourceType</c>, such as <c>User</c>.</param>
    /// <param name="endpoint">The path below the SCIM base, with its slash, such as <c>/Users</c>.</param>
    /// <param name="description">What it is for, in a sentence.</param>
    /// <param name="schema">The core schema.</param>
    /// <param name="extensions">The extensions.</param>
    /// <param name="version">The version of the tenant's declarations that it is made from; 0 when there are
    /// none.</param>
    public ResourceType(
        string name,
        string endpoint,
        string description,
        SchemaDefinition schema,
        IReadOnlyList<SchemaExtension> extensions,
        long version = 0
    )
    {
        Version = version;
        UniqueValues = UniqueValues.FromSchemas(schema, extensions);
        Name = name;
        Endpoint = endpoint;
        Description = description;
        Schema = schema;
        Extensions = extensions;
        _byUrn = extensions
            .Select(e => e.Schema)
            .Append(schema)
            .ToFrozenDictionary(s => s.Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The name, also its id and <c>meta.resourceType</c>.</summary>
    public string Name { get; }

    /// <summary>The path below the SCIM base, with its slash.</summary>
    public string Endpoint { get; }

    /// <summary>What it is for, in a sentence.</summary>
    public string Description { get; }

    /// <summary>The core schema.</summary>
    public SchemaDefinition Schema { get; }

    /// <summary>The extensions, in the order in which they are written.</summary>
    public IReadOnlyList<SchemaExtension> Extensions { get; }

    /// <summary>
    /// The version of the tenant's declarations that it is made from; 0 when there are none. A resource is stored with
    /// it: see the storage's fence.
    /// </summary>
    public long Version { get; }

    /// <summary>The values that must be unique besides the resource's name.</summary>
    public UniqueValues UniqueValues { get; }

    /// <summary>The core schema or extension with the URN <paramref name="urn"/> in any case, or null.</summary>
    public SchemaDefinition? FindSchema(string urn) => _byUrn.GetValueOrDefault(urn);

    /// <summary>
    /// Whether <paramref name="schema"/> is an extension here, so that its values live in an object under its URN.
    /// </summary>
    public bool IsExtension(SchemaDefinition schema) =>
        !ReferenceEquals(schema, Schema) && !ReferenceEquals(schema, CommonAttributes.Schema);
}
