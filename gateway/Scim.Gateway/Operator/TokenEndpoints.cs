using Scim.Gateway.Http;
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
    public static async Task<ApiResponse> IssueTokenAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        (IssueTokenBody? body, ScimError? error) = await request.ReadBodyAsync(
            OperatorJsonContext.Default.IssueTokenBody
        );
        if (body is null)
            return error!;
        (IssueToken? command, error) = CreateCommand(body);
        if (command is null)
            return error!;
        if (await CheckUserAsync(request, command.UserId) is { } nobody)
            return nobody;
        ScimResult<IssuedToken> result = await tenant.IssueToken(command);
        if (result.Value is not { } issued)
            return result.Error!;
        Log.TokenIssued(
            request.Logger,
            issued.Info.Id,
            request.GetRouteValue("tenant"),
            request.Http.TraceIdentifier
        );
        return OperatorResponses.Created(
            TokenBody.FromInfo(issued.Info, issued.Secret),
            OperatorJsonContext.Default.TokenBody
        );
    }

    /// <summary>GET of a tenant's tokens.</summary>
    public static async Task<ApiResponse> ListTokensAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        ScimResult<IReadOnlyList<TokenInfo>> result = await tenant.ListTokens();
        return result.Value is { } tokens
            ? OperatorResponses.Ok(
                new TokenListBody([.. tokens.Select(t => TokenBody.FromInfo(t))]),
                OperatorJsonContext.Default.TokenListBody
            )
            : result.Error!;
    }

    /// <summary>DELETE of a token.</summary>
    public static async Task<ApiResponse> RevokeTokenAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        ScimResult<Unit> result = await tenant.RevokeToken(request.GetRouteValue("token"));
        if (result.Error is { } error)
            return error;
        Log.TokenRevoked(
            request.Logger,
            request.GetRouteValue("token"),
            request.GetRouteValue("tenant"),
            request.Http.TraceIdentifier
        );
        return ApiResponse.NoContent;
    }

    /// <summary>The command that a body asks for; the grain knows which names and scopes there are.</summary>
    internal static (IssueToken? Command, ScimError? Error) CreateCommand(IssueTokenBody body)
    {
        if (CredentialBodyValidator.CheckNameAndScopes(body.Name, body.Scopes) is { } wrong)
            return (null, wrong);
        (DateTimeOffset? expiresAt, ScimError? error) = CredentialBodyValidator.ParseExpiresAt(
            body.ExpiresAt
        );
        return error is null
            ? (
                new IssueToken
                {
                    Name = body.Name!,
                    Scopes = [.. body.Scopes!.Select(s => s!)],
                    ExpiresAt = expiresAt,
                    UserId = body.UserId,
                },
                null
            )
            : (null, error);
    }

    // A token for nobody would be 404 for ever at /Me.
    private static async Task<ScimError?> CheckUserAsync(OperatorRequest request, string? userId)
    {
        if (userId is null)
            return null;
        var query = new ReadResource
        {
            Origin = new RequestOrigin
            {
                Actor = "operator",
                RequestId = request.Http.TraceIdentifier,
                BaseUri = "",
            },
            Selection = new AttributeSelection { Attributes = "id" },
        };
        ScimResult<ResourceReply> user = ResourceIds.IsWellFormed(userId)
            ? await request
                .Grains.GetGrain<IUserGrain>(
                    new ResourceKey(request.GetRouteValue("tenant"), userId).ToString()
                )
                .Read(query)
            : ResourceEndpoints.ResourceNotFound;
        return user.Error is { Kind: ScimErrorKind.NotFound }
            ? new ScimError(
                ScimErrorKind.InvalidValue,
                "userId: the tenant has no user of that id."
            )
            : user.Error;
    }
}
