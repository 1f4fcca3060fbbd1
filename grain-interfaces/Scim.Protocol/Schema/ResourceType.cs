using System.Collections.Frozen;

namespace Scim.Protocol.Schema;

/// <summary>An extension of a resource type (RFC 7643 section 6).</summary>
/// <param name="Schema">The extension's schema. Its attributes are in an object under its URN.</param>
/// <param name="Required">Whether a resource without the extension is rejected.</param>
public sealed record SchemaExtension(SchemaDefinition Schema, bool Required);

/// <summary>
/// A resource type (RFC 7643 section 6) with the definitions of all its attributes: the common ones (<c>schemas</c>,
/// <c>id</c>, <c>externalId</c>, <c>meta</c>), those of the core schema and those of the extensions. Immutable and
/// thread-safe.
/// </summary>
public sealed class ResourceType
{
    private readonly FrozenDictionary<string, SchemaDefinition> _byUrn;

    /// <summary>Creates a resource type.</summary>
    /// <param name="name">The name, which is also the id and <c>meta.resourceType</c>, such as <c>User</c>.</param>
    /// <param name="endpoint">The path below the SCIM base URI, with a leading slash, such as <c>/Users</c>.</param>
    /// <param name="description">A short description.</param>
    /// <param name="schema">The core schema.</param>
    /// <param name="extensions">The extensions.</param>
    /// <param name="version">The version of the tenant's custom schemas that the type was compiled from. 0 if the
    /// tenant has none.</param>
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

    /// <summary>The name, which is also the id and <c>meta.resourceType</c>.</summary>
    public string Name { get; }

    /// <summary>The path below the SCIM base URI, with a leading slash.</summary>
    public string Endpoint { get; }

    /// <summary>A short description.</summary>
    public string Description { get; }

    /// <summary>The core schema.</summary>
    public SchemaDefinition Schema { get; }

    /// <summary>The extensions, in output order.</summary>
    public IReadOnlyList<SchemaExtension> Extensions { get; }

    /// <summary>
    /// The version of the tenant's custom schemas that the type was compiled from. 0 if the tenant has none. Stored
    /// with each resource, so that the storage can reject writes under outdated schemas.
    /// </summary>
    public long Version { get; }

    /// <summary>The attributes that must be unique in addition to the resource's name.</summary>
    public UniqueValues UniqueValues { get; }

    /// <summary>Returns the core schema or extension with <paramref name="urn"/>, ignoring case, or null.</summary>
    public SchemaDefinition? FindSchema(string urn) => _byUrn.GetValueOrDefault(urn);

    /// <summary>
    /// Whether <paramref name="schema"/> is an extension of this type, so that its values are in an object under its
    /// URN.
    /// </summary>
    public bool IsExtension(SchemaDefinition schema) =>
        !ReferenceEquals(schema, Schema) && !ReferenceEquals(schema, CommonAttributes.Schema);
}
