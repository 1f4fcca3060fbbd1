using Microsoft.AspNetCore.Http;
using Scim.Gateway.Routing;

namespace Scim.Gateway.Operator;

/// <summary>The operator API.</summary>
internal static class OperatorRoutes
{
    /// <summary>Where it begins.</summary>
    public const string Base = "/operator";

    /// <summary>The routes; the last one catches the rest.</summary>
    public static ApiRoute<OperatorRequest>[] All { get; } =
    [
        new("/tenants", Get(TenantEndpoints.List), Post(TenantEndpoints.Create)),
        new("/tenants/{tenant}", Get(TenantEndpoints.Read), Patch(TenantEndpoints.Update), Delete(TenantEndpoints.Delete)),
        new("/tenants/{tenant}/tokens", Get(TokenEndpoints.List), Post(TokenEndpoints.Issue)),
        new("/tenants/{tenant}/tokens/{token}", Delete(TokenEndpoints.Revoke)),
        new("/tenants/{tenant}/clients", Get(ClientEndpoints.List), Post(ClientEndpoints.Create)),
        new("/tenants/{tenant}/clients/{client}", Delete(ClientEndpoints.Delete)),
        new("/tenants/{tenant}/settings", Get(SettingsEndpoints.Read), Patch(SettingsEndpoints.Patch)),
        new("/tenants/{tenant}/schemas", Get(DeclarationEndpoints.ListSchemas), Post(DeclarationEndpoints.AddSchema)),
        new(
            "/tenants/{tenant}/schemas/{urn}",
            Get(DeclarationEndpoints.ReadSchema), Put(DeclarationEndpoints.ReplaceSchema), Delete(DeclarationEndpoints.RemoveSchema)),
        new("/tenants/{tenant}/resourceTypes", Get(DeclarationEndpoints.ListTypes), Post(DeclarationEndpoints.AddType)),
        new(
            "/tenants/{tenant}/resourceTypes/{name}",
            Get(DeclarationEndpoints.ReadType), Put(DeclarationEndpoints.ReplaceType), Delete(DeclarationEndpoints.RemoveType)),
        new("/{**path}"),
    ];

    private static Operation<OperatorRequest> Get(Func<OperatorRequest, Task<Answer>> run) => new(HttpMethods.Get, "", run);

    private static Operation<OperatorRequest> Post(Func<OperatorRequest, Task<Answer>> run) => new(HttpMethods.Post, "", run);

    private static Operation<OperatorRequest> Put(Func<OperatorRequest, Task<Answer>> run) => new(HttpMethods.Put, "", run);

    private static Operation<OperatorRequest> Patch(Func<OperatorRequest, Task<Answer>> run) => new(HttpMethods.Patch, "", run);

    private static Operation<OperatorRequest> Delete(Func<OperatorRequest, Task<Answer>> run) => new(HttpMethods.Delete, "", run);
}
