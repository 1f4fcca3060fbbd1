using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Discovery;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>
/// Registers, replaces and removes a tenant's own schemas and resource types, in the representations of RFC 7643
/// sections 7 and 6.
/// </summary>
/// <remarks>
/// Changes reach every process within a second. The list of schemas contains those that the tenant registered; the list
/// of resource types contains all.
/// </remarks>
internal static class SchemaRegistrationEndpoints
{
    private static readonly string[] BodyTypes = [MediaTypes.Json, MediaTypes.Scim];

    /// <summary>GET <c>/operator/tenants/{tenant}/schemas</c>.</summary>
    public static Task<ApiResponse> ListSchemasAsync(OperatorRequest request) =>
        ReadDefinitionAsync(request, (set, scim) => CustomSchemaWriter.WriteSchemas(set.CustomSchemas, scim));

    /// <summary>GET <c>/operator/tenants/{tenant}/schemas/{urn}</c>, for registered and built-in schemas.</summary>
    public static Task<ApiResponse> ReadSchemaAsync(OperatorRequest request) =>
        ReadDefinitionAsync(
            request,
            (set, scim) => DiscoveryWriter.WriteSchema(set.Compiled, request.GetRouteValue("urn"), scim)
        );

    /// <summary>POST <c>/operator/tenants/{tenant}/schemas</c>.</summary>
    public static Task<ApiResponse> AddSchemaAsync(OperatorRequest request) =>
        RegisterDefinitionAsync(request, SchemaRegistrationType.Schema, null, DescribeSchema);

    /// <summary>PUT <c>/operator/tenants/{tenant}/schemas/{urn}</c>.</summary>
    public static Task<ApiResponse> ReplaceSchemaAsync(OperatorRequest request) =>
        RegisterDefinitionAsync(request, SchemaRegistrationType.Schema, request.GetRouteValue("urn"), DescribeSchema);

    /// <summary>DELETE <c>/operator/tenants/{tenant}/schemas/{urn}</c>.</summary>
    public static Task<ApiResponse> RemoveSchemaAsync(OperatorRequest request) =>
        RemoveDefinitionAsync(request, SchemaRegistrationType.Schema, request.GetRouteValue("urn"));

    /// <summary>GET <c>/operator/tenants/{tenant}/resourceTypes</c>.</summary>
    public static Task<ApiResponse> ListResourceTypesAsync(OperatorRequest request) =>
        ReadDefinitionAsync(request, (set, scim) => DiscoveryWriter.WriteResourceTypes(set.Compiled, scim));

    /// <summary>GET <c>/operator/tenants/{tenant}/resourceTypes/{name}</c>.</summary>
    public static Task<ApiResponse> ReadResourceTypeAsync(OperatorRequest request) =>
        ReadDefinitionAsync(
            request,
            (set, scim) => DiscoveryWriter.WriteResourceType(set.Compiled, request.GetRouteValue("name"), scim)
        );

    /// <summary>POST <c>/operator/tenants/{tenant}/resourceTypes</c>.</summary>
    public static Task<ApiResponse> AddResourceTypeAsync(OperatorRequest request) =>
        RegisterDefinitionAsync(request, SchemaRegistrationType.ResourceType, null, DescribeResourceType);

    /// <summary>
    /// PUT <c>/operator/tenants/{tenant}/resourceTypes/{name}</c>. Of users and groups, only the extensions can be
    /// changed.
    /// </summary>
    public static Task<ApiResponse> ReplaceResourceTypeAsync(OperatorRequest request) =>
        RegisterDefinitionAsync(
            request,
            SchemaRegistrationType.ResourceType,
            request.GetRouteValue("name"),
            DescribeResourceType
        );

    /// <summary>
    /// DELETE <c>/operator/tenants/{tenant}/resourceTypes/{name}</c>, for a resource type without resources.
    /// </summary>
    public static Task<ApiResponse> RemoveResourceTypeAsync(OperatorRequest request) =>
        RemoveDefinitionAsync(request, SchemaRegistrationType.ResourceType, request.GetRouteValue("name"));

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
                "Schema or resource type not found in this tenant. The list endpoint returns the available ones."
            );
    }

    private static async Task<ApiResponse> RegisterDefinitionAsync(
        OperatorRequest request,
        SchemaRegistrationType type,
        string? target,
        Func<OperatorRequest, SchemaSet, string?, (byte[] Body, string Location)> describe
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
                Type = type,
                Target = target,
                Body = body,
            }
        );
        if (result.Value is not { } set)
            return result.Error!;
        Log.SchemasChanged(
            request.Logger,
            type,
            request.GetRouteValue("tenant"),
            set.Version,
            request.Http.TraceIdentifier
        );
        (byte[] bytes, string location) = describe(request, set, target);
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
        SchemaRegistrationType type,
        string target
    )
    {
        if (request.GetSchemaGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        ScimResult<SchemaSet> result = await tenant.UpdateSchemas(
            new SchemaRegistration { Type = type, Target = target }
        );
        if (result.Value is not { } set)
            return result.Error!;
        Log.SchemasChanged(
            request.Logger,
            type,
            request.GetRouteValue("tenant"),
            set.Version,
            request.Http.TraceIdentifier
        );
        return ApiResponse.NoContent;
    }

    // A definition that was added is the last one of the set.
    private static (byte[] Body, string Location) DescribeSchema(OperatorRequest request, SchemaSet set, string? target)
    {
        string urn = target ?? set.CustomSchemas.Schemas[^1].Id;
        return (
            DiscoveryWriter.WriteSchema(set.Compiled, urn, FormatScimBaseUri(request))!,
            request.FormatLocation($"/operator/tenants/{request.GetRouteValue("tenant")}/schemas/{urn}")
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
            request.FormatLocation($"/operator/tenants/{request.GetRouteValue("tenant")}/resourceTypes/{name}")
        );
    }

    private static string FormatScimBaseUri(OperatorRequest request) =>
        BaseUri.FormatTenantUri(request.Options.PublicBaseUrl, request.Http.Request, request.GetRouteValue("tenant"));
}
