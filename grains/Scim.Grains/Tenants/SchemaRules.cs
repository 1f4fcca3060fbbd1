using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema.Declared;

namespace Scim.Grains.Tenants;

/// <summary>What a declaration makes of what is declared: pure functions.</summary>
internal static class SchemaRules
{
    /// <summary>What is declared after a change.</summary>
    public static ScimResult<TenantDeclarations> Apply(TenantDeclarations present, Declaration change)
    {
        try
        {
            TenantDeclarations next = change.Kind == DeclarationKind.Schema ? Schema(present, change) : ResourceType(present, change);
            return change.Body.IsEmpty ? next : next.CheckSize(DeclarationLimits.Default);
        }
        catch (ScimException e)
        {
            return e.Error;
        }
    }

    private static TenantDeclarations Schema(TenantDeclarations present, Declaration change)
    {
        if (change.Body.IsEmpty) return present.RemoveSchema(change.Target!);
        var schema = SchemaReader.Read(Body(change));
        return change.Target is { } urn ? present.Replace(urn, schema, DeclarationLimits.Default) : present.Add(schema, DeclarationLimits.Default);
    }

    private static TenantDeclarations ResourceType(TenantDeclarations present, Declaration change)
    {
        if (change.Body.IsEmpty) return present.RemoveType(change.Target!);
        var type = ResourceTypeDeclaration.Read(Body(change));
        return change.Target is { } name ? present.Replace(name, type, DeclarationLimits.Default) : present.Add(type, DeclarationLimits.Default);
    }

    private static JsonObject Body(Declaration change) => ScimJson.ParseObject(change.Body, JsonLimits.Default);
}
