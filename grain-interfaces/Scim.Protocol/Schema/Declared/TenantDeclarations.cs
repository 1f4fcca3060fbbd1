using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.Schema.Declared;

/// <summary>
/// What a tenant declared: schemas, resource types, and the extensions of users and groups. Immutable; each change checks itself and gives a new one. Kept as the JSON
/// of RFC 7643 sections 6 and 7.
/// </summary>
public sealed class TenantDeclarations
{
    private static readonly ResourceType[] BuiltIn = [BuiltInResourceTypes.User, BuiltInResourceTypes.Group];

    private TenantDeclarations(IReadOnlyList<SchemaDefinition> schemas, IReadOnlyList<ResourceTypeDeclaration> types) => (Schemas, Types) = (schemas, types);

    /// <summary>Nothing declared.</summary>
    public static TenantDeclarations None { get; } = new([], []);

    /// <summary>The schemas, in the order in which they were declared.</summary>
    public IReadOnlyList<SchemaDefinition> Schemas { get; }

    /// <summary>The resource types, in the order in which they were declared; users and groups only with extensions of the tenant's.</summary>
    public IReadOnlyList<ResourceTypeDeclaration> Types { get; }

    /// <summary>Reads what <see cref="ToUtf8"/> wrote; empty is <see cref="None"/>.</summary>
    public static TenantDeclarations Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return None;
        JsonObject root = JsonNode.Parse(utf8)!.AsObject();
        return new TenantDeclarations(
            [.. root["schemas"]!.AsArray().Select(s => SchemaReader.Read(s!.AsObject()))],
            [.. root["resourceTypes"]!.AsArray().Select(t => ResourceTypeDeclaration.Read(t!.AsObject()))]);
    }

    /// <summary>The JSON to keep.</summary>
    public byte[] ToUtf8() => JsonBytes.Write(this, (writer, all) =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("schemas"u8);
        foreach (SchemaDefinition schema in all.Schemas) SchemaJson.Write(writer, schema, "");
        writer.WriteEndArray();
        writer.WriteStartArray("resourceTypes"u8);
        foreach (ResourceTypeDeclaration type in all.Types) DiscoveryWriter.WriteType(writer, type, "");
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>Refuses more than a tenant may declare in all.</summary>
    /// <exception cref="ScimException">Conflict.</exception>
    public TenantDeclarations CheckSize(DeclarationLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return ToUtf8().Length <= limits.MaxTotalBytes
            ? this
            : throw Conflict($"All that the tenant declares is larger than the limit MaxTotalBytes of {limits.MaxTotalBytes} bytes. Delete what is no longer used, or shorten descriptions.");
    }

    /// <summary>The declared schema of this URN, in any case, or null.</summary>
    public SchemaDefinition? Schema(string urn) => Schemas.FirstOrDefault(s => Same(s.Id, urn));

    /// <summary>The declared resource type of this name, in any case, or null.</summary>
    public ResourceTypeDeclaration? Type(string name) => Types.FirstOrDefault(t => Same(t.Name, name));

    /// <summary>Adds a schema.</summary>
    /// <exception cref="ScimException">InvalidValue, or Conflict: there is one of that URN, or too many.</exception>
    public TenantDeclarations Add(SchemaDefinition schema, DeclarationLimits limits)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(limits);
        SchemaRules.Check(schema, limits);
        if (TenantSchemas.Default.SchemaByUrn(schema.Id) is not null) throw Conflict($"The schema {schema.Id} is built in. Declare another, and attach it as an extension.");
        if (Schema(schema.Id) is not null) throw Conflict($"The tenant has the schema {schema.Id} already. PUT changes it.");
        if (Schemas.Count >= limits.MaxSchemas) throw Conflict($"The tenant has {limits.MaxSchemas} schemas, which is the limit MaxSchemas. Delete one that is no longer used.");
        return new TenantDeclarations([.. Schemas, schema], Types);
    }

    /// <summary>Replaces a schema.</summary>
    /// <exception cref="ScimException">InvalidValue, or NotFound.</exception>
    public TenantDeclarations Replace(string urn, SchemaDefinition schema, DeclarationLimits limits)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(limits);
        SchemaDefinition present = Declared(urn);
        if (!Same(schema.Id, urn)) throw DeclarationNode.Invalid("id", "must be the URN that the path names: a schema cannot be renamed");
        SchemaRules.Check(schema, limits);

        // Stored documents spell it as it was declared first.
        var next = new TenantDeclarations([.. Schemas.Select(s => s == present ? schema with { Id = present.Id } : s)], Types);
        foreach (ResourceTypeDeclaration type in Types) next.Check(type, limits);
        return next;
    }

    /// <summary>Removes a schema that no resource type has.</summary>
    /// <exception cref="ScimException">NotFound, or Conflict: it is in use.</exception>
    public TenantDeclarations RemoveSchema(string urn)
    {
        SchemaDefinition present = Declared(urn);
        if (Types.FirstOrDefault(t => Same(t.Schema, urn) || t.Extensions.Any(e => Same(e.Schema, urn))) is { } user)
            throw Conflict($"The resource type {user.Name} has the schema {present.Id}. Detach it first.");
        return new TenantDeclarations([.. Schemas.Where(s => s != present)], Types);
    }

    /// <summary>Adds a resource type.</summary>
    /// <exception cref="ScimException">InvalidValue, or Conflict: there is one of that name, or too many.</exception>
    public TenantDeclarations Add(ResourceTypeDeclaration type, DeclarationLimits limits)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(limits);
        if (BuiltInNamed(type.Name) is not null || Type(type.Name) is not null) throw Conflict($"The tenant has the resource type {type.Name} already. PUT changes it.");
        if (Types.Count(t => BuiltInNamed(t.Name) is null) >= limits.MaxResourceTypes)
            throw Conflict($"The tenant has {limits.MaxResourceTypes} resource types, which is the limit MaxResourceTypes. Delete one that is no longer used.");
        ResourceTypeRules.Check(type, this, limits);
        return new TenantDeclarations(Schemas, [.. Types, Spelt(type)]);
    }

    /// <summary>Replaces a resource type, or the extensions of a built-in one.</summary>
    /// <exception cref="ScimException">InvalidValue, or NotFound.</exception>
    public TenantDeclarations Replace(string name, ResourceTypeDeclaration type, DeclarationLimits limits)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(limits);
        if (!Same(type.Name, name)) throw DeclarationNode.Invalid("name", "must be the name in the path: a resource type cannot be renamed");
        if (BuiltInNamed(name) is { } builtIn)
        {
            ResourceTypeDeclaration own = Spelt(ResourceTypeRules.OfBuiltIn(builtIn, type, this, limits));
            ResourceTypeDeclaration[] others = [.. Types.Where(t => !Same(t.Name, name))];
            return new TenantDeclarations(Schemas, own.Extensions.Count == 0 ? others : [.. others, own]);
        }

        ResourceTypeDeclaration present = DeclaredType(name);
        ResourceTypeRules.Check(type, this, limits);
        return new TenantDeclarations(Schemas, [.. Types.Select(t => t == present ? Spelt(type) with { Name = present.Name } : t)]);
    }

    /// <summary>Removes a resource type.</summary>
    /// <exception cref="ScimException">NotFound, or Conflict: it is built in.</exception>
    public TenantDeclarations RemoveType(string name)
    {
        if (BuiltInNamed(name) is { } builtIn) throw Conflict($"The resource type {builtIn.Name} is built in and stays.");
        ResourceTypeDeclaration present = DeclaredType(name);
        return new TenantDeclarations(Schemas, [.. Types.Where(t => t != present)]);
    }

    /// <summary>The resource types and schemas that follow from it.</summary>
    /// <param name="version">The version of the tenant's declarations, which its resource types carry.</param>
    public TenantSchemas Compile(long version)
    {
        if (version == 0 && Schemas.Count == 0 && Types.Count == 0) return TenantSchemas.Default;
        ReferenceTargets targets = new(this);
        Dictionary<string, SchemaDefinition> schemas = Schemas.ToDictionary(s => s.Id, targets.Resolve, StringComparer.OrdinalIgnoreCase);
        var types = new List<ResourceType>();
        foreach (ResourceType builtIn in BuiltIn)
        {
            SchemaExtension[] more = Type(builtIn.Name) is { } own ? Extensions(own) : [];
            types.Add(new ResourceType(builtIn.Name, builtIn.Endpoint, builtIn.Description, builtIn.Schema, [.. builtIn.Extensions, .. more], version));
        }

        foreach (ResourceTypeDeclaration type in Types.Where(t => BuiltInNamed(t.Name) is null))
            types.Add(new ResourceType(type.Name, type.Endpoint, type.Description, schemas[type.Schema], Extensions(type), version));
        return new TenantSchemas(types, [.. schemas.Values]);

        SchemaExtension[] Extensions(ResourceTypeDeclaration type) => [.. type.Extensions.Select(e => new SchemaExtension(schemas[e.Schema], e.Required))];
    }

    internal static ResourceType? BuiltInNamed(string name) => Array.Find(BuiltIn, t => Same(t.Name, name));

    private void Check(ResourceTypeDeclaration type, DeclarationLimits limits)
    {
        if (BuiltInNamed(type.Name) is { } builtIn) ResourceTypeRules.OfBuiltIn(builtIn, type, this, limits);
        else ResourceTypeRules.Check(type, this, limits);
    }

    // URNs as their schemas spell them.
    private ResourceTypeDeclaration Spelt(ResourceTypeDeclaration type) => type with
    {
        Schema = Schema(type.Schema)?.Id ?? type.Schema,
        Extensions = [.. type.Extensions.Select(e => e with { Schema = Schema(e.Schema)!.Id })],
    };

    private SchemaDefinition Declared(string urn)
    {
        if (Schema(urn) is { } schema) return schema;
        throw TenantSchemas.Default.SchemaByUrn(urn) is not null
            ? Conflict($"The schema {urn} is built in and cannot be changed. Declare another, and attach it as an extension.")
            : new ScimException(ScimErrorKind.NotFound, $"The tenant has declared no schema {Printable.Shorten(urn, 200)}. List its schemas for the URNs.");
    }

    private ResourceTypeDeclaration DeclaredType(string name) => Type(name)
        ?? throw new ScimException(ScimErrorKind.NotFound, $"The tenant has no resource type {Printable.Shorten(name, 200)}. List its resource types for the names.");

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static ScimException Conflict(string detail) => new(ScimErrorKind.Conflict, detail);
}
