using Scim.Protocol.Errors;

namespace Scim.Protocol.Schema.Declared;

/// <summary>What a tenant may declare as a resource type, or change about users and groups. Pure.</summary>
internal static class ResourceTypeRules
{
    /// <summary>Refuses a resource type of the tenant's own that must not be declared.</summary>
    /// <exception cref="ScimException">InvalidValue, naming member and rule.</exception>
    public static void Check(ResourceTypeDeclaration type, TenantDeclarations declared, DeclarationLimits limits)
    {
        CheckName("name", type.Name, limits);
        if (type.Endpoint is not ['/', .. var endpoint]) throw Invalid("endpoint", "must begin with a slash, as in /Devices");
        CheckName("endpoint", endpoint, limits);
        SchemaRules.CheckText("description", type.Description, limits);
        if (declared.Types.Any(t => !Same(t.Name, type.Name) && Same(t.Endpoint, type.Endpoint))) throw Invalid("endpoint", "is that of another resource type");
        if (declared.Schema(type.Schema) is null) throw Unknown("schema", type.Schema);
        CheckExtensions(type, type.Schema, [], declared, limits);
    }

    /// <summary>The extensions that a built-in resource type has besides its own.</summary>
    /// <exception cref="ScimException">InvalidValue, naming member and rule: all but <c>schemaExtensions</c> must be as it is.</exception>
    public static ResourceTypeDeclaration OfBuiltIn(ResourceType builtIn, ResourceTypeDeclaration type, TenantDeclarations declared, DeclarationLimits limits)
    {
        if (!Same(type.Endpoint, builtIn.Endpoint)) throw Fixed("endpoint", builtIn.Endpoint);
        if (!Same(type.Schema, builtIn.Schema.Id)) throw Fixed("schema", builtIn.Schema.Id);
        ExtensionDeclaration? itsOwn = type.Extensions.FirstOrDefault(e => builtIn.Extensions.Any(b => Same(b.Schema.Id, e.Schema)));
        if (itsOwn is { Required: true }) throw Invalid("schemaExtensions", $"cannot make {itsOwn.Schema} required: it is built in");
        var own = new ResourceTypeDeclaration(
            builtIn.Name, builtIn.Endpoint, builtIn.Description, builtIn.Schema.Id, [.. type.Extensions.Where(e => e != itsOwn)]);
        CheckExtensions(own, builtIn.Schema.Id, builtIn.Extensions.Select(e => e.Schema), declared, limits);
        return own;

        ScimException Fixed(string member, string value) => Invalid(member, $"must be {value}: only the schemaExtensions of {builtIn.Name} can be changed");
    }

    private static void CheckName(string member, string name, DeclarationLimits limits)
    {
        if (name.Length > limits.MaxNameLength) throw Invalid(member, $"is longer than the limit MaxNameLength of {limits.MaxNameLength} characters");
        if (!DeclarationSyntax.IsTypeName(name)) throw Invalid(member, DeclarationSyntax.TypeNameRule);
        if (DeclarationSyntax.IsReserved(name)) throw Invalid(member, "is reserved for the protocol; choose another");
    }

    private static void CheckExtensions(
        ResourceTypeDeclaration type, string core, IEnumerable<SchemaDefinition> builtIn, TenantDeclarations declared, DeclarationLimits limits)
    {
        if (type.Extensions.Count > limits.MaxExtensions)
            throw Invalid("schemaExtensions", $"has {type.Extensions.Count} entries, more than the limit MaxExtensions of {limits.MaxExtensions}");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { core };
        var schemas = new List<SchemaDefinition>(builtIn);
        foreach (ExtensionDeclaration extension in type.Extensions)
        {
            if (!seen.Add(extension.Schema)) throw Invalid("schemaExtensions", $"names {extension.Schema} twice, or it is the core schema");
            schemas.Add(declared.Schema(extension.Schema) ?? throw Unknown("schemaExtensions", extension.Schema));
        }

        if (declared.Schema(core) is { } own) schemas.Add(own);
        foreach (SchemaDefinition schema in schemas)
        {
            // urn:x:A with the attribute B beside urn:x:A:B: a path could mean either.
            SchemaDefinition? inside = schemas.Find(s => schema.Attributes.Any(a => Same($"{schema.Id}:{a.Name}", s.Id)));
            if (inside is not null) throw Invalid("schemaExtensions", $"cannot hold {inside.Id}: {schema.Id} has an attribute of that path");
        }
    }

    private static ScimException Unknown(string member, string urn) =>
        Invalid(member, $"names {Json.Printable.Shorten(urn, 200)}, which is no schema of this tenant's own. Declare it first");

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static ScimException Invalid(string path, string rule) => DeclarationNode.Invalid(path, rule);
}
