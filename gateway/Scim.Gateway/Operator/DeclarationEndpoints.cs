using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;
using Scim.Protocol.Schema.Declared;

namespace Scim.Gateway.Operator;

/// <summary>
/// A tenant's own schemas and resource types, in the forms of RFC 7643 sections 7 and 6: declared, replaced, removed. What changes is in every process within a second. The
/// list of schemas has those that the tenant declared, the list of resource types all.
/// </summary>
internal static class DeclarationEndpoints
{
    private static readonly string[] BodyTypes = [MediaTypes.Json, MediaTypes.Scim];

    /// <summary>GET of the schemas.</summary>
    public static Task<Answer> ListSchemas(OperatorRequest request) =>
        Show(request, (set, scim) => DiscoveryWriter.Schemas(set.Declared, scim));

    /// <summary>GET of one schema, built in or not.</summary>
    public static Task<Answer> ReadSchema(OperatorRequest request) =>
        Show(request, (set, scim) => DiscoveryWriter.Schema(set.Compiled, request.Route("urn"), scim));

    /// <summary>POST of a schema.</summary>
    public static Task<Answer> AddSchema(OperatorRequest request) => Declare(request, DeclarationKind.Schema, null, Shown);

    /// <summary>PUT of a schema.</summary>
    public static Task<Answer> ReplaceSchema(OperatorRequest request) => Declare(request, DeclarationKind.Schema, request.Route("urn"), Shown);

    /// <summary>DELETE of a schema.</summary>
    public static Task<Answer> RemoveSchema(OperatorRequest request) => Remove(request, DeclarationKind.Schema, request.Route("urn"));

    /// <summary>GET of the resource types.</summary>
    public static Task<Answer> ListTypes(OperatorRequest request) =>
        Show(request, (set, scim) => DiscoveryWriter.ResourceTypes(set.Compiled, scim));

    /// <summary>GET of one resource type.</summary>
    public static Task<Answer> ReadType(OperatorRequest request) =>
        Show(request, (set, scim) => DiscoveryWriter.ResourceType(set.Compiled, request.Route("name"), scim));

    /// <summary>POST of a resource type.</summary>
    public static Task<Answer> AddType(OperatorRequest request) => Declare(request, DeclarationKind.ResourceType, null, ShownType);

    /// <summary>PUT of a resource type; of users and groups only the extensions can change.</summary>
    public static Task<Answer> ReplaceType(OperatorRequest request) => Declare(request, DeclarationKind.ResourceType, request.Route("name"), ShownType);

    /// <summary>DELETE of a resource type of which there are no resources.</summary>
    public static Task<Answer> RemoveType(OperatorRequest request) => Remove(request, DeclarationKind.ResourceType, request.Route("name"));

    private static async Task<Answer> Show(OperatorRequest request, Func<SchemaSet, string, byte[]?> body)
    {
        if (request.Schemas() is not { } tenant) return ResultAnswers.NoTenant;
        ScimResult<SchemaSet> result = await tenant.ReadSchemas();
        if (result.Value is not { } set) return result.Error!;
        return body(set, Scim(request)) is { } found ? Answer.Ok(found) : new ScimError(ScimErrorKind.NotFound, "The tenant has none of that name. The list has the names there are.");
    }

    private static async Task<Answer> Declare(
        OperatorRequest request, DeclarationKind kind, string? target, Func<OperatorRequest, SchemaSet, string?, (byte[] Body, string Location)> shown)
    {
        if (request.Schemas() is not { } tenant) return ResultAnswers.NoTenant;
        (ReadOnlyMemory<byte> body, ScimError? error) = await RequestBody.Read(request.Http.Request, DeclarationLimits.Default.MaxBytes, BodyTypes, nameof(DeclarationLimits.MaxBytes));
        if (error is not null) return error;
        ScimResult<SchemaSet> result = await tenant.Declare(new Declaration { Kind = kind, Target = target, Body = body });
        if (result.Value is not { } set) return result.Error!;
        Log.SchemasChanged(request.Logger, kind, request.Route("tenant"), set.Version, request.Http.TraceIdentifier);
        (byte[] bytes, string location) = shown(request, set, target);
        return target is not null ? Answer.Ok(bytes) : new Answer { Status = StatusCodes.Status201Created, Body = bytes, Location = location };
    }

    private static async Task<Answer> Remove(OperatorRequest request, DeclarationKind kind, string target)
    {
        if (request.Schemas() is not { } tenant) return ResultAnswers.NoTenant;
        ScimResult<SchemaSet> result = await tenant.Declare(new Declaration { Kind = kind, Target = target });
        if (result.Value is not { } set) return result.Error!;
        Log.SchemasChanged(request.Logger, kind, request.Route("tenant"), set.Version, request.Http.TraceIdentifier);
        return Answer.NoContent;
    }

    // What was added is the last one.
    private static (byte[] Body, string Location) Shown(OperatorRequest request, SchemaSet set, string? target)
    {
        string urn = target ?? set.Declared.Schemas[^1].Id;
        return (DiscoveryWriter.Schema(set.Compiled, urn, Scim(request))!, request.Address($"/operator/tenants/{request.Route("tenant")}/schemas/{urn}"));
    }

    private static (byte[] Body, string Location) ShownType(OperatorRequest request, SchemaSet set, string? target)
    {
        string name = target ?? set.Declared.Types[^1].Name;
        return (DiscoveryWriter.ResourceType(set.Compiled, name, Scim(request))!, request.Address($"/operator/tenants/{request.Route("tenant")}/resourceTypes/{name}"));
    }

    private static string Scim(OperatorRequest request) => BaseUri.OfTenant(request.Options.PublicBaseUrl, request.Http.Request, request.Route("tenant"));
}
