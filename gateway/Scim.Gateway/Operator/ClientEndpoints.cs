using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>A tenant's OAuth clients: made, listed, deleted.</summary>
internal static class ClientEndpoints
{
    /// <summary>POST to a tenant's clients. The answer is the only one that ever holds the secret.</summary>
    public static async Task<Answer> Create(OperatorRequest request)
    {
        if (request.Tenant() is not { } tenant) return ResultAnswers.NoTenant;
        (CreateClientBody? body, ScimError? error) = await request.Body(OperatorJson.Default.CreateClientBody);
        if (body is null) return error!;
        if (CredentialBodies.Check(body.Name, body.Scopes) is { } wrong) return wrong;
        (DateTimeOffset? expiresAt, error) = CredentialBodies.End(body.ExpiresAt);
        if (error is not null) return error;
        ScimResult<CreatedClient> result =
            await tenant.CreateClient(new CreateClient { Name = body.Name!, Scopes = [.. body.Scopes!.Select(s => s!)], ExpiresAt = expiresAt });
        if (result.Value is not { } created) return result.Error!;
        Log.ClientCreated(request.Logger, created.Info.Id, request.Route("tenant"), request.Http.TraceIdentifier);
        return ResultAnswers.Created(ClientBody.Of(created.Info, created.Secret), OperatorJson.Default.ClientBody);
    }

    /// <summary>GET of a tenant's clients.</summary>
    public static async Task<Answer> List(OperatorRequest request)
    {
        if (request.Tenant() is not { } tenant) return ResultAnswers.NoTenant;
        ScimResult<IReadOnlyList<ClientInfo>> result = await tenant.ListClients();
        return result.Value is { } clients
            ? ResultAnswers.Ok(new ClientListBody([.. clients.Select(c => ClientBody.Of(c))]), OperatorJson.Default.ClientListBody)
            : result.Error!;
    }

    /// <summary>DELETE of a client.</summary>
    public static async Task<Answer> Delete(OperatorRequest request)
    {
        if (request.Tenant() is not { } tenant) return ResultAnswers.NoTenant;
        ScimResult<Done> result = await tenant.DeleteClient(request.Route("client"));
        if (result.Error is { } error) return error;
        Log.ClientDeleted(request.Logger, request.Route("client"), request.Route("tenant"), request.Http.TraceIdentifier);
        return Answer.NoContent;
    }
}
