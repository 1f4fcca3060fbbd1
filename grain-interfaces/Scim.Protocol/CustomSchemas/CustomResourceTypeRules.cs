using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.CustomSchemas;

/// <summary>Validates custom resource types and extensions of users and groups. Pure.</summary>
internal static class CustomResourceTypeRules
{
    /// <summary>Validates a custom resource type.</summary>
    /// <exception cref="ScimException">InvalidValue: a rule is violated; the detail names the member and the
    /// rule.</exception>
    public static void CheckResourceType(
        CustomResourceType type,
        TenantCustomSchemas customSchemas,
        CustomSchemaLimits limits
    )
    {
        CheckName("name", type.Name, limits);
        if (type.Endpoint is not ['/', .. var endpoint])
            throw CreateInvalidValueError("endpoint", "must start with a slash, as in /Devices");
        CheckName("endpoint", endpoint, limits);
        CustomSchemaRules.CheckText("description", type.Description, limits);
        if (
            customSchemas.ResourceTypes.Any(t =>
                !EqualsIgnoreCase(t.Name, type.Name) && EqualsIgnoreCase(t.Endpoint, type.Endpoint)
            )
        )
            throw CreateInvalidValueError(
                "endpoint",
                "is already used by another resource type. Choose another endpoint"
            );
        if (customSchemas.FindSchema(type.Schema) is null)
            throw CreateUnknownSchemaError("schema", type.Schema);
        CheckExtensions(type, type.Schema, [], customSchemas, limits);
    }

    /// <summary>Validates the extensions that a tenant adds to a built-in resource type.</summary>
    /// <returns>The resource type with the added extensions only.</returns>
    /// <exception cref="ScimException">InvalidValue: a rule is violated, or a member other than <c>schemaExtensions</c>
    /// differs from the built-in resource type. The detail names the member and the rule.</exception>
    public static CustomResourceType ExtendBuiltIn(
        ResourceType builtIn,
        CustomResourceType type,
        TenantCustomSchemas customSchemas,
        CustomSchemaLimits limits
    )
    {
        if (!EqualsIgnoreCase(type.Endpoint, builtIn.Endpoint))
            throw CreateFixedMemberError("endpoint", builtIn.Endpoint);
        if (!EqualsIgnoreCase(type.Schema, builtIn.Schema.Id))
            throw CreateFixedMemberError("schema", builtIn.Schema.Id);
        CustomSchemaExtension? builtInExtension = type.Extensions.FirstOrDefault(e =>
            builtIn.Extensions.Any(b => EqualsIgnoreCase(b.Schema.Id, e.Schema))
        );
        if (builtInExtension is { Required: true })
            throw CreateInvalidValueError(
                "schemaExtensions",
                $"must not make {builtInExtension.Schema} required: the extension is built in"
            );
        var extended = new CustomResourceType(
            builtIn.Name,
            builtIn.Endpoint,
            builtIn.Description,
            builtIn.Schema.Id,
            [.. type.Extensions.Where(e => e != builtInExtension)]
        );
        CheckExtensions(extended, builtIn.Schema.Id, builtIn.Extensions.Select(e => e.Schema), customSchemas, limits);
        return extended;

        ScimException CreateFixedMemberError(string member, string value) =>
            CreateInvalidValueError(
                member,
                $"must be {value}: only schemaExtensions can be changed for the built-in resource type {builtIn.Name}"
            );
    }

    private static void CheckName(string member, string name, CustomSchemaLimits limits)
    {
        if (name.Length > limits.MaxNameLength)
            throw CreateInvalidValueError(
                member,
                $"exceeds the MaxNameLength limit of {limits.MaxNameLength} characters"
            );
        if (!CustomSchemaSyntax.IsTypeName(name))
            throw CreateInvalidValueError(member, CustomSchemaSyntax.TypeNameRule);
        if (CustomSchemaSyntax.IsReserved(name))
            throw CreateInvalidValueError(member, "is reserved by the protocol. Choose another name");
    }

    private static void CheckExtensions(
        CustomResourceType type,
        string core,
        IEnumerable<SchemaDefinition> builtIn,
        TenantCustomSchemas customSchemas,
        CustomSchemaLimits limits
    )
    {
        if (type.Extensions.Count > limits.MaxExtensions)
            throw CreateInvalidValueError(
                "schemaExtensions",
                $"has {type.Extensions.Count} entries, which exceeds the MaxExtensions limit of {limits.MaxExtensions}"
            );
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { core };
        var schemas = new List<SchemaDefinition>(builtIn);
        foreach (CustomSchemaExtension extension in type.Extensions)
        {
            if (!seen.Add(extension.Schema))
                throw CreateInvalidValueError(
                    "schemaExtensions",
                    $"must list each extension once and must not list the core schema: {extension.Schema}"
                );
            schemas.Add(
                customSchemas.FindSchema(extension.Schema)
                    ?? throw CreateUnknownSchemaError("schemaExtensions", extension.Schema)
            );
        }

        if (customSchemas.FindSchema(core) is { } coreSchema)
            schemas.Add(coreSchema);
        foreach (SchemaDefinition schema in schemas)
        {
            // Schema urn:x:A with the attribute B next to schema urn:x:A:B: a path could mean either.
            SchemaDefinition? conflicting = schemas.Find(s =>
                schema.Attributes.Any(a => EqualsIgnoreCase($"{schema.Id}:{a.Name}", s.Id))
            );
            if (conflicting is not null)
                throw CreateInvalidValueError(
                    "schemaExtensions",
                    $"must not contain {conflicting.Id}: {schema.Id} has an attribute with the same path"
                );
        }
    }

    private static ScimException CreateUnknownSchemaError(string member, string urn) =>
        CreateInvalidValueError(
            member,
            $"refers to {Json.LogSanitizer.SanitizeText(urn, 200)}, which is not a custom schema of this tenant. "
                + "Create the schema first"
        );

    private static bool EqualsIgnoreCase(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static ScimException CreateInvalidValueError(string path, string rule) =>
        SchemaObjectReader.CreateInvalidValueError(path, rule);
}
