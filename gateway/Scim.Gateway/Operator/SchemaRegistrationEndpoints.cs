using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Discovery;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Operator;

/// <summary>
/// A tenant's own schemas and resource types, in the forms of RFC 7643 sections 7 and 6: declared, replaced, removed.
/// What changes is in every process within a second. The list of schemas has those that the tenant declared, the list
/// of resource types all.
/// </summary>
internal static class SchemaRegistrationEndpoints
{
    private static readonly string[] BodyTypes = [MediaTypes.Json, MediaTypes.Scim];

    /// <summary>GET of the schemas.</summary>
    public static Task<ApiResponse> ListSchemasAsync(OperatorRequest request) =>
        ReadDefinitionAsync(
            request,
            (set, scim) => DiscoveryWriter.WriteSchemas(set.CustomSchemas, scim)
        );

    /// <summary>GET of one schema, built in or not.</summary>
    public static Task<ApiResponse> ReadSchemaAsync(OperatorRequest request) =>
        ReadDefinitionAsync(
            request,
            (set, scim) =>
                DiscoveryWriter.WriteSchema(set.Compiled, request.GetRouteValue("urn"), scim)
        );

    /// <summary>POST of a schema.</summary>
    public static Task<ApiResponse> AddSchemaAsync(OperatorRequest request) =>
        RegisterDefinitionAsync(request, SchemaRegistrationType.Schema, null, DescribeSchema);

    /// <summary>PUT of a schema.</summary>
    public static Task<ApiResponse> ReplaceSchemaAsync(OperatorRequest request) =>
        RegisterDefinitionAsync(
            request,
            SchemaRegistrationType.Schema,
            request.GetRouteValue("urn"),
            DescribeSchema
        );

    /// <summary>DELETE of a schema.</summary>
    public static Task<ApiResponse> RemoveSchemaAsync(OperatorRequest request) =>
        RemoveDefinitionAsync(request, SchemaRegistrationType.Schema, request.GetRouteValue("urn"));

    /// <summary>GET of the resource types.</summary>
    public static Task<ApiResponse> ListResourceTypesAsync(OperatorRequest request) =>
        ReadDefinitionAsync(
            request,
            (set, scim) => DiscoveryWriter.WriteResourceTypes(set.Compiled, scim)
        );

    /// <summary>GET of one resource type.</summary>
    public static Task<ApiResponse> ReadResourceTypeAsync(OperatorRequest request) =>
        ReadDefinitionAsync(
            request,
            (set, scim) =>
                DiscoveryWriter.WriteResourceType(set.Compiled, request.GetRouteValue("name"), scim)
        );

    /// <summary>POST of a resource type.</summary>
    public static Task<ApiResponse> AddResourceTypeAsync(OperatorRequest request) =>
        RegisterDefinitionAsync(
            request,
            SchemaRegistrationType.ResourceType,
            null,
            DescribeResourceType
        );

    /// <summary>PUT of a resource type; of users and groups only the extensions can change.</summary>
    public static Task<ApiResponse> ReplaceResourceTypeAsync(OperatorRequest request) =>
        RegisterDefinitionAsync(
            request,
            SchemaRegistrationType.ResourceType,
            request.GetRouteValue("name"),
            DescribeResourceType
        );

    /// <summary>DELETE of a resource type of which there are no resources.</summary>
    public static Task<ApiResponse> RemoveResourceTypeAsync(OperatorRequest request) =>
        RemoveDefinitionAsync(
            request,
            SchemaRegistrationType.ResourceType,
            request.GetRouteValue("name")
        );

    private static async Task<ApiResponse> ReadDefinitionAsync(
        OperatorRequest request,
        Func<SchemaSet, string, byte[]?> body
    )
    {
        if (request.GetSchemaGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        ScimResult<SchemaSet> result = await tenant.ReadSchemas();
        if (result.Value is not { } set)
            return result.Error!;
        return body(set, FormatScimBaseUri(request)) is { } found
            ? ApiResponse.Ok(found)
            : new ScimError(
                ScimErrorKind.NotFound,
                "The tenant has none of that name. The list has the names there are."
            );
    }

    private static async Task<ApiResponse> RegisterDefinitionAsync(
        OperatorRequest request,
        SchemaRegistrationType kind,
        string? target,
        Func<OperatorRequest, SchemaSet, string?, (byte[] Body, string Location)> shown
    )
    {
        if (request.GetSchemaGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        (ReadOnlyMemory<byte> body, ScimError? error) = await RequestBody.ReadBodyAsync(
            request.Http.Request,
            CustomSchemaLimits.Default.MaxBytes,
            BodyTypes,
            nameof(CustomSchemaLimits.MaxBytes)
        );
        if (error is not null)
            return error;
        ScimResult<SchemaSet> result = await tenant.UpdateSchemas(
            new SchemaRegistration
            {
                Type = kind,
                Target = target,
                Body = body,
            }
        );
        if (result.Value is not { } set)
            return result.Error!;
        Log.SchemasChanged(
            request.Logger,
            kind,
            request.GetRouteValue("tenant"),
            set.Version,
            request.Http.TraceIdentifier
        );
        (byte[] bytes, string location) = shown(request, set, target);
        return target is not null
            ? ApiResponse.Ok(bytes)
            : new ApiResponse
            {
                Status = StatusCodes.Status201Created,
                Body = bytes,
                Location = location,
            };
    }

    private static async Task<ApiResponse> RemoveDefinitionAsync(
        OperatorRequest request,
        SchemaRegistrationType kind,
        string target
    )
    {
        if (request.GetSchemaGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        ScimResult<SchemaSet> result = await tenant.UpdateSchemas(
            new SchemaRegistration { Type = kind, Target = target }
        );
        if (result.Value is not { } set)
            return result.Error!;
        Log.SchemasChanged(
            request.Logger,
            kind,
            request.GetRouteValue("tenant"),
            set.Version,
            request.Http.TraceIdentifier
        );
        return ApiResponse.NoContent;
    }

    // What was added is the last one.
    private static (byte[] Body, string Location) DescribeSchema(
        OperatorRequest request,
        SchemaSet set,
        string? target
    )
    {
        string urn = target ?? set.CustomSchemas.Schemas[^1].Id;
        return (
            DiscoveryWriter.WriteSchema(set.Compiled, urn, FormatScimBaseUri(request))!,
            request.FormatLocation(
                $"/operator/tenants/{request.GetRouteValue("tenant")}/schemas/{urn}"
            )
        );
    }

    private static (byte[] Body, string Location) DescribeResourceType(
        OperatorRequest request,
        SchemaSet set,
        string? target
    )
    {
        string name = target ?? set.CustomSchemas.ResourceTypes[^1].Name;
        return (
            DiscoveryWriter.WriteResourceType(set.Compiled, name, FormatScimBaseUri(request))!,
            request.FormatLocation(
                $"/operator/tenants/{request.GetRouteValue("tenant")}/resourceTypes/{name}"
            )
        );
    }

    private static string FormatScimBaseUri(OperatorRequest request) =>
        BaseUri.FormatTenantUri(
            request.Options.PublicBaseUrl,
            request.Http.Request,
            request.GetRouteValue("tenant")
        );
}
