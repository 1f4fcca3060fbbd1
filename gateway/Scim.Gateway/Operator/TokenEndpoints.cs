using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>Issues, lists and revokes the tokens of a tenant.</summary>
internal static class TokenEndpoints
{
    /// <summary>POST <c>/operator/tenants/{tenant}/tokens</c>. The secret is returned in this response only.</summary>
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
        if (await CheckUserAsync(request, command.UserId) is { } userError)
            return userError;
        ScimResult<IssuedToken> result = await tenant.IssueToken(command);
        if (result.Value is not { } issued)
            return result.Error!;
        Log.TokenIssued(request.Logger, issued.Info.Id, request.GetRouteValue("tenant"), request.Http.TraceIdentifier);
        return JsonResponses.Created(
            TokenBody.FromInfo(issued.Info, issued.Secret),
            OperatorJsonContext.Default.TokenBody
        );
    }

    /// <summary>GET <c>/operator/tenants/{tenant}/tokens</c>.</summary>
    public static async Task<ApiResponse> ListTokensAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        ScimResult<IReadOnlyList<TokenInfo>> result = await tenant.ListTokens();
        return result.Value is { } tokens
            ? JsonResponses.Ok(
                new TokenListBody([.. tokens.Select(t => TokenBody.FromInfo(t))]),
                OperatorJsonContext.Default.TokenListBody
            )
            : result.Error!;
    }

    /// <summary>DELETE <c>/operator/tenants/{tenant}/tokens/{token}</c>.</summary>
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

    /// <summary>Creates the grain command for a body. The grain validates names and scopes.</summary>
    internal static (IssueToken? Command, ScimError? Error) CreateCommand(IssueTokenBody body)
    {
        if (CredentialBodyValidator.CheckNameAndScopes(body.Name, body.Scopes) is { } wrong)
            return (null, wrong);
        (DateTimeOffset? expiresAt, ScimError? error) = CredentialBodyValidator.ParseExpiresAt(body.ExpiresAt);
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

    // A token for a user that does not exist would always get 404 at /Me.
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
                .Grains.GetGrain<IUserGrain>(new ResourceKey(request.GetRouteValue("tenant"), userId).ToString())
                .Read(query)
            : ResourceEndpoints.ResourceNotFound;
        return user.Error is { Kind: ScimErrorKind.NotFound }
            ? new ScimError(
                ScimErrorKind.InvalidValue,
                "userId does not identify a user of this tenant. Use the id of an existing user."
            )
            : user.Error;
    }
}
