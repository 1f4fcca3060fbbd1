using System.Text.Json.Nodes;
using Scim.Protocol.Discovery;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.CustomSchemas;

/// <summary>
/// A tenant's custom schemas, custom resource types, and extensions of users and groups. Immutable: each change
/// validates itself and returns a new instance.
/// </summary>
/// <remarks>Stored as JSON in the format of RFC 7643 sections 6 and 7.</remarks>
/// <example>
/// Register a schema as an extension of users, store the result, and compile it in each process. The version increases
/// with each change:
/// <code>
/// CustomSchemaLimits limits = CustomSchemaLimits.Default;
/// SchemaDefinition badge = SchemaReader.ReadSchema(body);
/// var user = new CustomResourceType(
///     ResourceTypeNames.User,
///     "/Users",
///     "",
///     SchemaUrns.User,
///     [new CustomSchemaExtension(badge.Id, Required: false)]
/// );
/// TenantCustomSchemas custom = TenantCustomSchemas
///     .None.AddSchema(badge, limits)
///     .ReplaceResourceType(ResourceTypeNames.User, user, limits)
///     .CheckSize(limits);
/// byte[] stored = custom.ToUtf8();
/// TenantSchemas schemas = TenantCustomSchemas.Parse(stored).CompileSchemas(version: 1);
/// </code>
/// </example>
public sealed class TenantCustomSchemas
{
    private static readonly ResourceType[] BuiltIn = [BuiltInResourceTypes.User, BuiltInResourceTypes.Group];

    private TenantCustomSchemas(IReadOnlyList<SchemaDefinition> schemas, IReadOnlyList<CustomResourceType> types) =>
        (Schemas, ResourceTypes) = (schemas, types);

    /// <summary>An instance without custom schemas and resource types.</summary>
    public static TenantCustomSchemas None { get; } = new([], []);

    /// <summary>The schemas, in the order of registration.</summary>
    public IReadOnlyList<SchemaDefinition> Schemas { get; }

    /// <summary>
    /// The resource types, in the order of registration. Users and groups are included only if the tenant extends them.
    /// </summary>
    public IReadOnlyList<CustomResourceType> ResourceTypes { get; }

    /// <summary>Parses the output of <see cref="ToUtf8"/>. Empty input yields <see cref="None"/>.</summary>
    public static TenantCustomSchemas Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return None;
        JsonObject root = JsonNode.Parse(utf8)!.AsObject();
        return new TenantCustomSchemas(
            [.. root["schemas"]!.AsArray().Select(s => SchemaReader.ReadSchema(s!.AsObject()))],
            [.. root["resourceTypes"]!.AsArray().Select(t => CustomResourceType.FromJson(t!.AsObject()))]
        );
    }

    /// <summary>Returns the JSON to store.</summary>
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
                    CustomSchemaWriter.WriteResourceTypeObject(writer, type, "");
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );

    /// <summary>Checks the total size against the limit.</summary>
    /// <exception cref="ScimException">Conflict: the limit is exceeded.</exception>
    public TenantCustomSchemas CheckSize(CustomSchemaLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return ToUtf8().Length <= limits.MaxTotalBytes
            ? this
            : throw CreateConflictError(
                $"The custom schemas and resource types of the tenant exceed the MaxTotalBytes limit "
                    + $"of {limits.MaxTotalBytes} bytes. Delete unused ones or shorten descriptions."
            );
    }

    /// <summary>Returns the custom schema with this URN, ignoring case, or null.</summary>
    public SchemaDefinition? FindSchema(string urn) => Schemas.FirstOrDefault(s => EqualsIgnoreCase(s.Id, urn));

    /// <summary>Returns the custom or extended resource type with this name, ignoring case, or null.</summary>
    public CustomResourceType? FindResourceType(string name) =>
        ResourceTypes.FirstOrDefault(t => EqualsIgnoreCase(t.Name, name));

    /// <summary>Adds a schema.</summary>
    /// <exception cref="ScimException">InvalidValue: the schema is invalid. Conflict: the URN already exists, or a
    /// limit is reached.</exception>
    public TenantCustomSchemas AddSchema(SchemaDefinition schema, CustomSchemaLimits limits)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(limits);
        CustomSchemaRules.CheckSchema(schema, limits);
        if (TenantSchemas.Default.FindSchema(schema.Id) is not null)
            throw CreateConflictError(
                $"The schema {schema.Id} is built in. Create another schema and attach it as an extension."
            );
        if (FindSchema(schema.Id) is not null)
            throw CreateConflictError($"The schema {schema.Id} already exists in this tenant. Use PUT to change it.");
        if (Schemas.Count >= limits.MaxSchemas)
            throw CreateConflictError(
                $"The tenant has reached the MaxSchemas limit of {limits.MaxSchemas} schemas. Delete an unused schema."
            );
        return new TenantCustomSchemas([.. Schemas, schema], ResourceTypes);
    }

    /// <summary>Replaces a schema.</summary>
    /// <exception cref="ScimException">InvalidValue: the schema is invalid. NotFound: the schema does not exist.
    /// Conflict: the schema is built in.</exception>
    public TenantCustomSchemas ReplaceSchema(string urn, SchemaDefinition schema, CustomSchemaLimits limits)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(limits);
        SchemaDefinition present = GetSchema(urn);
        if (!EqualsIgnoreCase(schema.Id, urn))
            throw SchemaObjectReader.CreateInvalidValueError(
                "id",
                "must be the URN in the request path: a schema cannot be renamed"
            );
        CustomSchemaRules.CheckSchema(schema, limits);

        // Stored documents use the spelling of the first registration.
        var next = new TenantCustomSchemas(
            [.. Schemas.Select(s => s == present ? schema with { Id = present.Id } : s)],
            ResourceTypes
        );
        foreach (CustomResourceType type in ResourceTypes)
            next.CheckResourceType(type, limits);
        return next;
    }

    /// <summary>Removes a schema that no resource type uses.</summary>
    /// <exception cref="ScimException">NotFound: the schema does not exist. Conflict: the schema is in use or built
    /// in.</exception>
    public TenantCustomSchemas RemoveSchema(string urn)
    {
        SchemaDefinition present = GetSchema(urn);
        if (
            ResourceTypes.FirstOrDefault(t =>
                EqualsIgnoreCase(t.Schema, urn) || t.Extensions.Any(e => EqualsIgnoreCase(e.Schema, urn))
            ) is
            { } user
        )
            throw CreateConflictError(
                $"The schema {present.Id} is used by the resource type {user.Name}. Detach it first."
            );
        return new TenantCustomSchemas([.. Schemas.Where(s => s != present)], ResourceTypes);
    }

    /// <summary>Adds a resource type.</summary>
    /// <exception cref="ScimException">InvalidValue: the resource type is invalid. Conflict: the name already exists,
    /// or a limit is reached.</exception>
    public TenantCustomSchemas AddResourceType(CustomResourceType type, CustomSchemaLimits limits)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(limits);
        if (FindBuiltIn(type.Name) is not null || FindResourceType(type.Name) is not null)
            throw CreateConflictError(
                $"The resource type {type.Name} already exists in this tenant. Use PUT to change it."
            );
        if (ResourceTypes.Count(t => FindBuiltIn(t.Name) is null) >= limits.MaxResourceTypes)
            throw CreateConflictError(
                $"The tenant has reached the MaxResourceTypes limit of {limits.MaxResourceTypes} resource types. "
                    + "Delete an unused resource type."
            );
        CustomResourceTypeRules.CheckResourceType(type, this, limits);
        return new TenantCustomSchemas(Schemas, [.. ResourceTypes, NormalizeUrns(type)]);
    }

    /// <summary>Replaces a resource type, or the tenant's extensions of a built-in one.</summary>
    /// <exception cref="ScimException">InvalidValue: the resource type is invalid. NotFound: the resource type does not
    /// exist.</exception>
    public TenantCustomSchemas ReplaceResourceType(string name, CustomResourceType type, CustomSchemaLimits limits)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(limits);
        if (!EqualsIgnoreCase(type.Name, name))
            throw SchemaObjectReader.CreateInvalidValueError(
                "name",
                "must be the name in the request path: a resource type cannot be renamed"
            );
        if (FindBuiltIn(name) is { } builtIn)
        {
            CustomResourceType extended = NormalizeUrns(
                CustomResourceTypeRules.ExtendBuiltIn(builtIn, type, this, limits)
            );
            CustomResourceType[] others = [.. ResourceTypes.Where(t => !EqualsIgnoreCase(t.Name, name))];
            return new TenantCustomSchemas(Schemas, extended.Extensions.Count == 0 ? others : [.. others, extended]);
        }

        CustomResourceType present = GetResourceType(name);
        CustomResourceTypeRules.CheckResourceType(type, this, limits);
        return new TenantCustomSchemas(
            Schemas,
            [.. ResourceTypes.Select(t => t == present ? NormalizeUrns(type) with { Name = present.Name } : t)]
        );
    }

    /// <summary>Removes a resource type.</summary>
    /// <exception cref="ScimException">NotFound: the resource type does not exist. Conflict: the resource type is built
    /// in.</exception>
    public TenantCustomSchemas RemoveResourceType(string name)
    {
        if (FindBuiltIn(name) is { } builtIn)
            throw CreateConflictError($"The resource type {builtIn.Name} is built in and cannot be deleted.");
        CustomResourceType present = GetResourceType(name);
        return new TenantCustomSchemas(Schemas, [.. ResourceTypes.Where(t => t != present)]);
    }

    /// <summary>Compiles the tenant's resource types and schemas, including the built-in ones.</summary>
    /// <param name="version">The version of the tenant's custom schemas, which the resource types carry.</param>
    public TenantSchemas CompileSchemas(long version)
    {
        if (version == 0 && Schemas.Count == 0 && ResourceTypes.Count == 0)
            return TenantSchemas.Default;
        ReferenceEndpointResolver endpointResolver = new(this);
        Dictionary<string, SchemaDefinition> schemas = Schemas.ToDictionary(
            s => s.Id,
            endpointResolver.ResolveEndpoints,
            StringComparer.OrdinalIgnoreCase
        );
        var types = new List<ResourceType>();
        foreach (ResourceType builtIn in BuiltIn)
        {
            SchemaExtension[] addedExtensions = FindResourceType(builtIn.Name) is { } extended
                ? ResolveExtensions(extended)
                : [];
            types.Add(
                new ResourceType(
                    builtIn.Name,
                    builtIn.Endpoint,
                    builtIn.Description,
                    builtIn.Schema,
                    [.. builtIn.Extensions, .. addedExtensions],
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

    internal static ResourceType? FindBuiltIn(string name) => Array.Find(BuiltIn, t => EqualsIgnoreCase(t.Name, name));

    private void CheckResourceType(CustomResourceType type, CustomSchemaLimits limits)
    {
        if (FindBuiltIn(type.Name) is { } builtIn)
            CustomResourceTypeRules.ExtendBuiltIn(builtIn, type, this, limits);
        else
            CustomResourceTypeRules.CheckResourceType(type, this, limits);
    }

    // Uses the spelling of the URN in the schema itself.
    private CustomResourceType NormalizeUrns(CustomResourceType type) =>
        type with
        {
            Schema = FindSchema(type.Schema)?.Id ?? type.Schema,
            Extensions = [.. type.Extensions.Select(e => e with { Schema = FindSchema(e.Schema)!.Id })],
        };

    private SchemaDefinition GetSchema(string urn)
    {
        if (FindSchema(urn) is { } schema)
            return schema;
        throw TenantSchemas.Default.FindSchema(urn) is not null
            ? CreateConflictError(
                $"The schema {urn} is built in and cannot be changed. "
                    + "Create another schema and attach it as an extension."
            )
            : new ScimException(
                ScimErrorKind.NotFound,
                $"The tenant has no custom schema {LogSanitizer.SanitizeText(urn, 200)}. "
                    + "List the tenant's schemas to see their URNs."
            );
    }

    private CustomResourceType GetResourceType(string name) =>
        FindResourceType(name)
        ?? throw new ScimException(
            ScimErrorKind.NotFound,
            $"The tenant has no resource type {LogSanitizer.SanitizeText(name, 200)}. "
                + "List the tenant's resource types to see their names."
        );

    private static bool EqualsIgnoreCase(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static ScimException CreateConflictError(string detail) => new(ScimErrorKind.Conflict, detail);
}
