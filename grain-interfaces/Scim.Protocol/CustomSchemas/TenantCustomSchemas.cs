using System.Text.Json.Nodes;
using Scim.Protocol.Discovery;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.CustomSchemas;

/// <summary>
/// What a tenant declared: schemas, resource types, and the extensions of users and groups. Immutable; each change
/// checks itself and gives a new one. Kept as the JSON of RFC 7643 sections 6 and 7.
/// </summary>
public sealed class TenantCustomSchemas
{
    private static readonly ResourceType[] BuiltIn =
    [
        BuiltInResourceTypes.User,
        BuiltInResourceTypes.Group,
    ];

    private TenantCustomSchemas(
        IReadOnlyList<SchemaDefinition> schemas,
        IReadOnlyList<CustomResourceType> types
    ) => (Schemas, ResourceTypes) = (schemas, types);

    /// <summary>Nothing declared.</summary>
    public static TenantCustomSchemas None { get; } = new([], []);

    /// <summary>The schemas, in the order in which they were declared.</summary>
    public IReadOnlyList<SchemaDefinition> Schemas { get; }

    /// <summary>
    /// The resource types, in the order in which they were declared; users and groups only with extensions of the
    /// tenant's.
    /// </summary>
    public IReadOnlyList<CustomResourceType> ResourceTypes { get; }

    /// <summary>Reads what <see cref="ToUtf8"/> wrote; empty is <see cref="None"/>.</summary>
    public static TenantCustomSchemas Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return None;
        JsonObject root = JsonNode.Parse(utf8)!.AsObject();
        return new TenantCustomSchemas(
            [.. root["schemas"]!.AsArray().Select(s => SchemaReader.ReadSchema(s!.AsObject()))],
            [
                .. root["resourceTypes"]!
                    .AsArray()
                    .Select(t => CustomResourceType.FromJson(t!.AsObject())),
            ]
        );
    }

    /// <summary>The JSON to keep.</summary>
    public byte[] ToUtf8() =>
        JsonDocumentWriter.WriteDocument(
            this,
            (writer, all) =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("schemas"u8);
                foreach (SchemaDefinition schema in all.Schemas)
                    SchemaWriter.WriteSchema(writer, schema, "");
                writer.WriteEndArray();
                writer.WriteStartArray("resourceTypes"u8);
                foreach (CustomResourceType type in all.ResourceTypes)
                    DiscoveryWriter.WriteResourceTypeObject(writer, type, "");
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );

    /// <summary>Refuses more than a tenant may declare in all.</summary>
    /// <exception cref="ScimException">Conflict.</exception>
    public TenantCustomSchemas CheckSize(CustomSchemaLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return ToUtf8().Length <= limits.MaxTotalBytes
            ? this
            : throw CreateConflictError(
                $"All that the tenant declares is larger than the limit MaxTotalBytes of {limits.MaxTotalBytes} bytes. Delete what is no longer used, or shorten descriptions."
            );
    }

    /// <summary>The declared schema of this URN, in any case, or null.</summary>
    public SchemaDefinition? FindSchema(string urn) =>
        Schemas.FirstOrDefault(s => EqualsIgnoreCase(s.Id, urn));

    /// <summary>The declared resource type of this name, in any case, or null.</summary>
    public CustomResourceType? FindResourceType(string name) =>
        ResourceTypes.FirstOrDefault(t => EqualsIgnoreCase(t.Name, name));

    /// <summary>Adds a schema.</summary>
    /// <exception cref="ScimException">InvalidValue, or Conflict: there is one of that URN, or too many.</exception>
    public TenantCustomSchemas AddSchema(SchemaDefinition schema, CustomSchemaLimits limits)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(limits);
        CustomSchemaRules.CheckSchema(schema, limits);
        if (TenantSchemas.Default.FindSchema(schema.Id) is not null)
            throw CreateConflictError(
                $"The schema {schema.Id} is built in. Declare another, and attach it as an extension."
            );
        if (FindSchema(schema.Id) is not null)
            throw CreateConflictError(
                $"The tenant has the schema {schema.Id} already. PUT changes it."
            );
        if (Schemas.Count >= limits.MaxSchemas)
            throw CreateConflictError(
                $"The tenant has {limits.MaxSchemas} schemas, which is the limit MaxSchemas. Delete one that is no longer used."
            );
        return new TenantCustomSchemas([.. Schemas, schema], ResourceTypes);
    }

    /// <summary>Replaces a schema.</summary>
    /// <exception cref="ScimException">InvalidValue, or NotFound.</exception>
    public TenantCustomSchemas ReplaceSchema(
        string urn,
        SchemaDefinition schema,
        CustomSchemaLimits limits
    )
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(limits);
        SchemaDefinition present = GetSchema(urn);
        if (!EqualsIgnoreCase(schema.Id, urn))
            throw SchemaObjectReader.CreateInvalidValueError(
                "id",
                "must be the URN that the path names: a schema cannot be renamed"
            );
        CustomSchemaRules.CheckSchema(schema, limits);

        // Stored documents spell it as it was declared first.
        var next = new TenantCustomSchemas(
            [.. Schemas.Select(s => s == present ? schema with { Id = present.Id } : s)],
            ResourceTypes
        );
        foreach (CustomResourceType type in ResourceTypes)
            next.CheckResourceType(type, limits);
        return next;
    }

    /// <summary>Removes a schema that no resource type has.</summary>
    /// <exception cref="ScimException">NotFound, or Conflict: it is in use.</exception>
    public TenantCustomSchemas RemoveSchema(string urn)
    {
        SchemaDefinition present = GetSchema(urn);
        if (
            ResourceTypes.FirstOrDefault(t =>
                EqualsIgnoreCase(t.Schema, urn)
                || t.Extensions.Any(e => EqualsIgnoreCase(e.Schema, urn))
            ) is
            { } user
        )
            throw CreateConflictError(
                $"The resource type {user.Name} has the schema {present.Id}. Detach it first."
            );
        return new TenantCustomSchemas([.. Schemas.Where(s => s != present)], ResourceTypes);
    }

    /// <summary>Adds a resource type.</summary>
    /// <exception cref="ScimException">InvalidValue, or Conflict: there is one of that name, or too many.</exception>
    public TenantCustomSchemas AddResourceType(CustomResourceType type, CustomSchemaLimits limits)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(limits);
        if (FindBuiltIn(type.Name) is not null || FindResourceType(type.Name) is not null)
            throw CreateConflictError(
                $"The tenant has the resource type {type.Name} already. PUT changes it."
            );
        if (ResourceTypes.Count(t => FindBuiltIn(t.Name) is null) >= limits.MaxResourceTypes)
            throw CreateConflictError(
                $"The tenant has {limits.MaxResourceTypes} resource types, which is the limit MaxResourceTypes. Delete one that is no longer used."
            );
        CustomResourceTypeRules.CheckResourceType(type, this, limits);
        return new TenantCustomSchemas(Schemas, [.. ResourceTypes, NormalizeUrns(type)]);
    }

    /// <summary>Replaces a resource type, or the extensions of a built-in one.</summary>
    /// <exception cref="ScimException">InvalidValue, or NotFound.</exception>
    public TenantCustomSchemas ReplaceResourceType(
        string name,
        CustomResourceType type,
        CustomSchemaLimits limits
    )
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(limits);
        if (!EqualsIgnoreCase(type.Name, name))
            throw SchemaObjectReader.CreateInvalidValueError(
                "name",
                "must be the name in the path: a resource type cannot be renamed"
            );
        if (FindBuiltIn(name) is { } builtIn)
        {
            CustomResourceType own = NormalizeUrns(
                CustomResourceTypeRules.ExtendBuiltIn(builtIn, type, this, limits)
            );
            CustomResourceType[] others =
            [
                .. ResourceTypes.Where(t => !EqualsIgnoreCase(t.Name, name)),
            ];
            return new TenantCustomSchemas(
                Schemas,
                own.Extensions.Count == 0 ? others : [.. others, own]
            );
        }

        CustomResourceType present = GetResourceType(name);
        CustomResourceTypeRules.CheckResourceType(type, this, limits);
        return new TenantCustomSchemas(
            Schemas,
            [
                .. ResourceTypes.Select(t =>
                    t == present ? NormalizeUrns(type) with { Name = present.Name } : t
                ),
            ]
        );
    }

    /// <summary>Removes a resource type.</summary>
    /// <exception cref="ScimException">NotFound, or Conflict: it is built in.</exception>
    public TenantCustomSchemas RemoveResourceType(string name)
    {
        if (FindBuiltIn(name) is { } builtIn)
            throw CreateConflictError($"The resource type {builtIn.Name} is built in and stays.");
        CustomResourceType present = GetResourceType(name);
        return new TenantCustomSchemas(Schemas, [.. ResourceTypes.Where(t => t != present)]);
    }

    /// <summary>The resource types and schemas that follow from it.</summary>
    /// <param name="version">The version of the tenant's declarations, which its resource types carry.</param>
    public TenantSchemas CompileSchemas(long version)
    {
        if (version == 0 && Schemas.Count == 0 && ResourceTypes.Count == 0)
            return TenantSchemas.Default;
        ReferenceEndpointResolver targets = new(this);
        Dictionary<string, SchemaDefinition> schemas = Schemas.ToDictionary(
            s => s.Id,
            targets.ResolveEndpoints,
            StringComparer.OrdinalIgnoreCase
        );
        var types = new List<ResourceType>();
        foreach (ResourceType builtIn in BuiltIn)
        {
            SchemaExtension[] more = FindResourceType(builtIn.Name) is { } own
                ? ResolveExtensions(own)
                : [];
            types.Add(
                new ResourceType(
                    builtIn.Name,
                    builtIn.Endpoint,
                    builtIn.Description,
                    builtIn.Schema,
                    [.. builtIn.Extensions, .. more],
                    version
                )
            );
        }

        foreach (CustomResourceType type in ResourceTypes.Where(t => FindBuiltIn(t.Name) is null))
            types.Add(
                new ResourceType(
                    type.Name,
                    type.Endpoint,
                    type.Description,
                    schemas[type.Schema],
                    ResolveExtensions(type),
                    version
                )
            );
        return new TenantSchemas(types, [.. schemas.Values]);

        SchemaExtension[] ResolveExtensions(CustomResourceType type) =>
            [.. type.Extensions.Select(e => new SchemaExtension(schemas[e.Schema], e.Required))];
    }

    internal static ResourceType? FindBuiltIn(string name) =>
        Array.Find(BuiltIn, t => EqualsIgnoreCase(t.Name, name));

    private void CheckResourceType(CustomResourceType type, CustomSchemaLimits limits)
    {
        if (FindBuiltIn(type.Name) is { } builtIn)
            CustomResourceTypeRules.ExtendBuiltIn(builtIn, type, this, limits);
        else
            CustomResourceTypeRules.CheckResourceType(type, this, limits);
    }

    // URNs as their schemas spell them.
    private CustomResourceType NormalizeUrns(CustomResourceType type) =>
        type with
        {
            Schema = FindSchema(type.Schema)?.Id ?? type.Schema,
            Extensions =
            [
                .. type.Extensions.Select(e => e with { Schema = FindSchema(e.Schema)!.Id }),
            ],
        };

    private SchemaDefinition GetSchema(string urn)
    {
        if (FindSchema(urn) is { } schema)
            return schema;
        throw TenantSchemas.Default.FindSchema(urn) is not null
            ? CreateConflictError(
                $"The schema {urn} is built in and cannot be changed. Declare another, and attach it as an extension."
            )
            : new ScimException(
                ScimErrorKind.NotFound,
                $"The tenant has declared no schema {LogSanitizer.SanitizeText(urn, 200)}. List its schemas for the URNs."
            );
    }

    private CustomResourceType GetResourceType(string name) =>
        FindResourceType(name)
        ?? throw new ScimException(
            ScimErrorKind.NotFound,
            $"The tenant has no resource type {LogSanitizer.SanitizeText(name, 200)}. List its resource types for the names."
        );

    private static bool EqualsIgnoreCase(string a, string b) =>
        a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static ScimException CreateConflictError(string detail) =>
        new(ScimErrorKind.Conflict, detail);
}
