using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.CustomSchemas;

/// <summary>What a tenant may declare as a resource type, or change about users and groups. Pure.</summary>
internal static class CustomResourceTypeRules
{
    /// <summary>Refuses a resource type of the tenant's own that must not be declared.</summary>
    /// <exception cref="ScimException">InvalidValue, naming member and rule.</exception>
    public static void CheckResourceType(
        CustomResourceType type,
        TenantCustomSchemas declared,
        CustomSchemaLimits limits
    )
    {
        CheckName("name", type.Name, limits);
        if (type.Endpoint is not ['/', .. var endpoint])
            throw CreateInvalidValueError("endpoint", "must begin with a slash, as in /Devices");
        CheckName("endpoint", endpoint, limits);
        CustomSchemaRules.CheckText("description", type.Description, limits);
        if (
            declared.ResourceTypes.Any(t =>
                !EqualsIgnoreCase(t.Name, type.Name) && EqualsIgnoreCase(t.Endpoint, type.Endpoint)
            )
        )
            throw CreateInvalidValueError("endpoint", "is that of another resource type");
        if (declared.FindSchema(type.Schema) is null)
            throw CreateUnknownSchemaError("schema", type.Schema);
        CheckExtensions(type, type.Schema, [], declared, limits);
    }

    /// <summary>The extensions that a built-in resource type has besides its own.</summary>
    /// <exception cref="ScimException">InvalidValue, naming member and rule: all but <c>schemaExtensions</c> must be as
    /// it is.</exception>
    public static CustomResourceType ExtendBuiltIn(
        ResourceType builtIn,
        CustomResourceType type,
        TenantCustomSchemas declared,
        CustomSchemaLimits limits
    )
    {
        if (!EqualsIgnoreCase(type.Endpoint, builtIn.Endpoint))
            throw CreateFixedMemberError("endpoint", builtIn.Endpoint);
        if (!EqualsIgnoreCase(type.Schema, builtIn.Schema.Id))
            throw CreateFixedMemberError("schema", builtIn.Schema.Id);
        CustomSchemaExtension? itsOwn = type.Extensions.FirstOrDefault(e =>
            builtIn.Extensions.Any(b => EqualsIgnoreCase(b.Schema.Id, e.Schema))
        );
        if (itsOwn is { Required: true })
            throw CreateInvalidValueError(
                "schemaExtensions",
                $"cannot make {itsOwn.Schema} required: it is built in"
            );
        var own = new CustomResourceType(
            builtIn.Name,
            builtIn.Endpoint,
            builtIn.Description,
            builtIn.Schema.Id,
            [.. type.Extensions.Where(e => e != itsOwn)]
        );
        CheckExtensions(
            own,
            builtIn.Schema.Id,
            builtIn.Extensions.Select(e => e.Schema),
            declared,
            limits
        );
        return own;

        ScimException CreateFixedMemberError(string member, string value) =>
            CreateInvalidValueError(
                member,
                $"must be {value}: only the schemaExtensions of {builtIn.Name} can be changed"
            );
    }

    private static void CheckName(string member, string name, CustomSchemaLimits limits)
    {
        if (name.Length > limits.MaxNameLength)
            throw CreateInvalidValueError(
                member,
                $"is longer than the limit MaxNameLength of {limits.MaxNameLength} characters"
            );
        if (!CustomSchemaSyntax.IsTypeName(name))
            throw CreateInvalidValueError(member, CustomSchemaSyntax.TypeNameRule);
        if (CustomSchemaSyntax.IsReserved(name))
            throw CreateInvalidValueError(member, "is reserved for the protocol; choose another");
    }

    private static void CheckExtensions(
        CustomResourceType type,
        string core,
        IEnumerable<SchemaDefinition> builtIn,
        TenantCustomSchemas declared,
        CustomSchemaLimits limits
    )
    {
        if (type.Extensions.Count > limits.MaxExtensions)
            throw CreateInvalidValueError(
                "schemaExtensions",
                $"has {type.Extensions.Count} entries, more than the limit MaxExtensions of {limits.MaxExtensions}"
            );
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { core };
        var schemas = new List<SchemaDefinition>(builtIn);
        foreach (CustomSchemaExtension extension in type.Extensions)
        {
            if (!seen.Add(extension.Schema))
                throw CreateInvalidValueError(
                    "schemaExtensions",
                    $"names {extension.Schema} twice, or it is the core schema"
                );
            schemas.Add(
                declared.FindSchema(extension.Schema)
                    ?? throw CreateUnknownSchemaError("schemaExtensions", extension.Schema)
            );
        }

        if (declared.FindSchema(core) is { } own)
            schemas.Add(own);
        foreach (SchemaDefinition schema in schemas)
        {
            // urn:x:A with the attribute B beside urn:x:A:B: a path could mean either.
            SchemaDefinition? inside = schemas.Find(s =>
                schema.Attributes.Any(a => EqualsIgnoreCase($"{schema.Id}:{a.Name}", s.Id))
            );
            if (inside is not null)
                throw CreateInvalidValueError(
                    "schemaExtensions",
                    $"cannot hold {inside.Id}: {schema.Id} has an attribute of that path"
                );
        }
    }

    private static ScimException CreateUnknownSchemaError(string member, string urn) =>
        CreateInvalidValueError(
            member,
            $"names {Json.LogSanitizer.SanitizeText(urn, 200)}, which is no schema of this tenant's own. Declare it first"
        );

    private static bool EqualsIgnoreCase(string a, string b) =>
        a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static ScimException CreateInvalidValueError(string path, string rule) =>
        SchemaObjectReader.CreateInvalidValueError(path, rule);
}
