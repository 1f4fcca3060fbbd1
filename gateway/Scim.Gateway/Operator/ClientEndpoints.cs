using Scim.Gateway.Http;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>Creates, lists and deletes the OAuth clients of a tenant.</summary>
internal static class ClientEndpoints
{
    /// <summary>POST <c>/operator/tenants/{tenant}/clients</c>. The secret is returned in this response only.</summary>
    public static async Task<ApiResponse> CreateClientAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        (CreateClientBody? body, ScimError? error) = await request.ReadBodyAsync(
            OperatorJsonContext.Default.CreateClientBody
        );
        if (body is null)
            return error!;
        if (CredentialBodyValidator.CheckNameAndScopes(body.Name, body.Scopes) is { } wrong)
            return wrong;
        (DateTimeOffset? expiresAt, error) = CredentialBodyValidator.ParseExpiresAt(body.ExpiresAt);
        if (error is not null)
            return error;
        ScimResult<CreatedClient> result = await tenant.CreateClient(
            new CreateClient
            {
                Name = body.Name!,
                Scopes = [.. body.Scopes!.Select(s => s!)],
                ExpiresAt = expiresAt,
            }
        );
        if (result.Value is not { } created)
            return result.Error!;
        Log.ClientCreated(
            request.Logger,
            created.Info.Id,
            request.GetRouteValue("tenant"),
            request.Http.TraceIdentifier
        );
        return JsonResponses.Created(
            ClientBody.FromInfo(created.Info, created.Secret),
            OperatorJsonContext.Default.ClientBody
        );
    }

    /// <summary>GET <c>/operator/tenants/{tenant}/clients</c>.</summary>
    public static async Task<ApiResponse> ListClientsAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        ScimResult<IReadOnlyList<ClientInfo>> result = await tenant.ListClients();
        return result.Value is { } clients
            ? JsonResponses.Ok(
                new ClientListBody([.. clients.Select(c => ClientBody.FromInfo(c))]),
                OperatorJsonContext.Default.ClientListBody
            )
            : result.Error!;
    }

    /// <summary>DELETE <c>/operator/tenants/{tenant}/clients/{client}</c>.</summary>
    public static async Task<ApiResponse> DeleteClientAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        ScimResult<Unit> result = await tenant.DeleteClient(request.GetRouteValue("client"));
        if (result.Error is { } error)
            return error;
        Log.ClientDeleted(
            request.Logger,
            request.GetRouteValue("client"),
            request.GetRouteValue("tenant"),
            request.Http.TraceIdentifier
        );
        return ApiResponse.NoContent;
    }
}
