using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>A tenant's tokens: issued, listed, revoked.</summary>
internal static class TokenEndpoints
{
    /// <summary>POST to a tenant's tokens. The answer is the only one that ever holds the secret.</summary>
    public static async Task<Answer> Issue(OperatorRequest request)
    {
        if (request.Tenant() is not { } tenant) return ResultAnswers.NoTenant;
        (IssueTokenBody? body, ScimError? error) = await request.Body(OperatorJson.Default.IssueTokenBody);
        if (body is null) return error!;
        (IssueToken? command, error) = Command(body);
        if (command is null) return error!;
        if (await CheckUser(request, command.UserId) is { } nobody) return nobody;
        ScimResult<IssuedToken> result = await tenant.IssueToken(command);
        if (result.Value is not { } issued) return result.Error!;
        Log.TokenIssued(request.Logger, issued.Info.Id, request.Route("tenant"), request.Http.TraceIdentifier);
        return ResultAnswers.Created(TokenBody.Of(issued.Info, issued.Secret), OperatorJson.Default.TokenBody);
    }

    /// <summary>GET of a tenant's tokens.</summary>
    public static async Task<Answer> List(OperatorRequest request)
    {
        if (request.Tenant() is not { } tenant) return ResultAnswers.NoTenant;
        ScimResult<IReadOnlyList<TokenInfo>> result = await tenant.ListTokens();
        return result.Value is { } tokens
            ? ResultAnswers.Ok(new TokenListBody([.. tokens.Select(t => TokenBody.Of(t))]), OperatorJson.Default.TokenListBody)
            : result.Error!;
    }

    /// <summary>DELETE of a token.</summary>
    public static async Task<Answer> Revoke(OperatorRequest request)
    {
        if (request.Tenant() is not { } tenant) return ResultAnswers.NoTenant;
        ScimResult<Done> result = await tenant.RevokeToken(request.Route("token"));
        if (result.Error is { } error) return error;
        Log.TokenRevoked(request.Logger, request.Route("token"), request.Route("tenant"), request.Http.TraceIdentifier);
        return Answer.NoContent;
    }

    /// <summary>The command that a body asks for; the grain knows which names and scopes there are.</summary>
    internal static (IssueToken? Command, ScimError? Error) Command(IssueTokenBody body)
    {
        if (CredentialBodies.Check(body.Name, body.Scopes) is { } wrong) return (null, wrong);
        (DateTimeOffset? expiresAt, ScimError? error) = CredentialBodies.End(body.ExpiresAt);
        return error is null
            ? (new IssueToken { Name = body.Name!, Scopes = [.. body.Scopes!.Select(s => s!)], ExpiresAt = expiresAt, UserId = body.UserId }, null)
            : (null, error);
    }

    // A token for nobody would be 404 for ever at /Me.
    private static async Task<ScimError?> CheckUser(OperatorRequest request, string? userId)
    {
        if (userId is null) return null;
        var query = new ReadResource
        {
            Caller = new Caller { Actor = "operator", RequestId = request.Http.TraceIdentifier, BaseUri = "" },
            Selection = new AttributeSelection { Attributes = "id" },
        };
        ScimResult<ResourceReply> user = ResourceIds.CouldBeIssued(userId)
            ? await request.Grains.GetGrain<IUserGrain>(new ResourceKey(request.Route("tenant"), userId).ToString()).Read(query)
            : ResourceEndpoints.NotFound;
        return user.Error is { Kind: ScimErrorKind.NotFound } ? new ScimError(ScimErrorKind.InvalidValue, "userId: the tenant has no user of that id.") : user.Error;
    }
}
