using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

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
        if (string.IsNullOrWhiteSpace(body.Name)) return (null, new ScimError(ScimErrorKind.InvalidValue, "name is required: the token is recognised by it."));
        if (OperatorBody.CheckText("name", body.Name) is { } wrong) return (null, wrong);
        if (body.Scopes is not { Count: > 0 } || body.Scopes.Contains(null))
            return (null, new ScimError(ScimErrorKind.InvalidValue, $"scopes is required: a list of one or more of {string.Join(", ", TokenScopes.All)}."));

        DateTimeOffset? expiresAt = null;
        if (body.ExpiresAt is { } text)
        {
            if (!ScimDateTime.TryParse(text, out DateTimeOffset end))
                return (null, new ScimError(ScimErrorKind.InvalidValue, "expiresAt must be a date and time such as 2030-01-31T12:00:00Z, or null."));
            expiresAt = end;
        }

        return (new IssueToken { Name = body.Name, Scopes = [.. body.Scopes.Select(s => s!)], ExpiresAt = expiresAt }, null);
    }
}
