using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Grains.Tenants;

/// <summary>Pure functions that apply a schema registration to a tenant's custom schemas.</summary>
internal static class SchemaRules
{
    /// <summary>Returns the custom schemas after a change.</summary>
    public static ScimResult<TenantCustomSchemas> ApplyRegistration(
        TenantCustomSchemas present,
        SchemaRegistration change
    )
    {
        try
        {
            TenantCustomSchemas next =
                change.Type == SchemaRegistrationType.Schema
                    ? ApplySchema(present, change)
                    : ApplyResourceType(present, change);
            return change.Body.IsEmpty ? next : next.CheckSize(CustomSchemaLimits.Default);
        }
        catch (ScimException e)
        {
            return e.Error;
        }
    }

    private static TenantCustomSchemas ApplySchema(TenantCustomSchemas present, SchemaRegistration change)
    {
        if (change.Body.IsEmpty)
            return present.RemoveSchema(change.Target!);
        var schema = SchemaReader.ReadSchema(ParseBody(change));
        return change.Target is { } urn
            ? present.ReplaceSchema(urn, schema, CustomSchemaLimits.Default)
            : present.AddSchema(schema, CustomSchemaLimits.Default);
    }

    private static TenantCustomSchemas ApplyResourceType(TenantCustomSchemas present, SchemaRegistration change)
    {
        if (change.Body.IsEmpty)
            return present.RemoveResourceType(change.Target!);
        var type = CustomResourceType.FromJson(ParseBody(change));
        return change.Target is { } name
            ? present.ReplaceResourceType(name, type, CustomSchemaLimits.Default)
            : present.AddResourceType(type, CustomSchemaLimits.Default);
    }

    private static JsonObject ParseBody(SchemaRegistration change) =>
        ScimJson.ParseObject(change.Body, JsonLimits.Default);
}
