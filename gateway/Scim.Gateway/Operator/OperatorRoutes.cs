using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;

namespace Scim.Gateway.Operator;

/// <summary>The routes of the operator API.</summary>
internal static class OperatorRoutes
{
    /// <summary>The base path of the routes.</summary>
    public const string BasePath = "/operator";

    /// <summary>The routes. The last one is the fallback.</summary>
    public static ApiRoute<OperatorRequest>[] All { get; } =
    [
        new("/tenants", Get(TenantEndpoints.ListTenantsAsync), Post(TenantEndpoints.CreateTenantAsync)),
        new(
            "/tenants/{tenant}",
            Get(TenantEndpoints.ReadTenantAsync),
            Patch(TenantEndpoints.UpdateTenantAsync),
            Delete(TenantEndpoints.DeleteTenantAsync)
        ),
        new("/tenants/{tenant}/tokens", Get(TokenEndpoints.ListTokensAsync), Post(TokenEndpoints.IssueTokenAsync)),
        new("/tenants/{tenant}/tokens/{token}", Delete(TokenEndpoints.RevokeTokenAsync)),
        new(
            "/tenants/{tenant}/clients",
            Get(ClientEndpoints.ListClientsAsync),
            Post(ClientEndpoints.CreateClientAsync)
        ),
        new("/tenants/{tenant}/clients/{client}", Delete(ClientEndpoints.DeleteClientAsync)),
        new(
            "/tenants/{tenant}/settings",
            Get(SettingsEndpoints.ReadSettingsAsync),
            Patch(SettingsEndpoints.PatchSettingsAsync)
        ),
        new(
            "/tenants/{tenant}/schemas",
            Get(SchemaRegistrationEndpoints.ListSchemasAsync),
            Post(SchemaRegistrationEndpoints.AddSchemaAsync)
        ),
        new(
            "/tenants/{tenant}/schemas/{urn}",
            Get(SchemaRegistrationEndpoints.ReadSchemaAsync),
            Put(SchemaRegistrationEndpoints.ReplaceSchemaAsync),
            Delete(SchemaRegistrationEndpoints.RemoveSchemaAsync)
        ),
        new(
            "/tenants/{tenant}/resourceTypes",
            Get(SchemaRegistrationEndpoints.ListResourceTypesAsync),
            Post(SchemaRegistrationEndpoints.AddResourceTypeAsync)
        ),
        new(
            "/tenants/{tenant}/resourceTypes/{name}",
            Get(SchemaRegistrationEndpoints.ReadResourceTypeAsync),
            Put(SchemaRegistrationEndpoints.ReplaceResourceTypeAsync),
            Delete(SchemaRegistrationEndpoints.RemoveResourceTypeAsync)
        ),
        new("/{**path}"),
    ];

    private static ApiOperation<OperatorRequest> Get(Func<OperatorRequest, Task<ApiResponse>> run) =>
        new(HttpMethods.Get, "", run);

    private static ApiOperation<OperatorRequest> Post(Func<OperatorRequest, Task<ApiResponse>> run) =>
        new(HttpMethods.Post, "", run);

    private static ApiOperation<OperatorRequest> Put(Func<OperatorRequest, Task<ApiResponse>> run) =>
        new(HttpMethods.Put, "", run);

    private static ApiOperation<OperatorRequest> Patch(Func<OperatorRequest, Task<ApiResponse>> run) =>
        new(HttpMethods.Patch, "", run);

    private static ApiOperation<OperatorRequest> Delete(Func<OperatorRequest, Task<ApiResponse>> run) =>
        new(HttpMethods.Delete, "", run);
}
