using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sessions;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Workplace.Sessions;

/// <summary>Starts, introspects, lists and ends sessions.</summary>
internal static class SessionEndpoints
{
    // The highest length that the silo can be configured to accept for a userName.
    private const int MaxIdentifierLength = 4000;
    private static readonly string[] FormTypes = ["application/x-www-form-urlencoded"];
    private static readonly ApiResponse InactiveResponse = JsonResponses.Ok(
        new IntrospectionBody(false),
        SessionJsonContext.Default.IntrospectionBody
    );

    private static ScimError UserNotProvisioned { get; } =
        new(
            ScimErrorKind.Forbidden,
            "The user does not exist in this tenant. Provision the user before starting a session."
        )
        {
            Reason = "unknown",
        };

    /// <summary>POST <c>/sessions</c>.</summary>
    public static async Task<ApiResponse> StartSessionAsync(WorkplaceRequest request)
    {
        DisableCaching(request);
        (StartSessionBody? body, ScimError? error) = await request.ReadBodyAsync(
            SessionJsonContext.Default.StartSessionBody
        );
        if (body is null)
            return error!;
        (UserIdentifierType IdentifierType, string? Value)[] given =
        [
            .. new[]
            {
                (UserIdentifierType.UserName, body.UserName),
                (UserIdentifierType.Id, body.UserId),
                (UserIdentifierType.ExternalId, body.ExternalId),
            }.Where(n => n.Item2 is not null),
        ];
        if (given.Length != 1)
            return new ScimError(
                ScimErrorKind.InvalidValue,
                "The body must identify the user by exactly one of userName, userId and externalId."
            );
        (UserIdentifierType identifierType, string? value) = given[0];
        if (identifierType == UserIdentifierType.UserName)
            value = TextFolding.CollapseWhitespace(value!);
        if (value!.Length is 0 or > MaxIdentifierLength || value.Any(char.IsControl))
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"The user identifier must have 1 to {MaxIdentifierLength} characters and no control characters."
            );
        if (identifierType == UserIdentifierType.Id && !ResourceIds.IsWellFormed(value))
            return request.Caller.Tenant.IsSuspended ? TenantSuspended : UserNotProvisioned;

        var command = new StartSession
        {
            Origin = request.Origin,
            IdentifierType = identifierType,
            Value = value,
        };
        ScimResult<StartedSession> started = await request
            .Grains.GetGrain<ISignInGrain>(ResourceKey.ForSignIn(request.Tenant).ToString())
            .StartSession(command);
        return started.Value is { } session
            ? JsonResponses.Created(
                new StartedSessionBody(session.Info.Id, session.Token, session.Info.UserId, session.Info.ExpiresAt),
                SessionJsonContext.Default.StartedSessionBody
            )
            : started.Error!;
    }

    /// <summary>POST <c>/sessions/introspect</c>.</summary>
    /// <remarks>
    /// Costs one call to a grain that has the session in memory, and no call if this process has cached the session or
    /// the token is not one of this tenant.
    /// </remarks>
    public static async Task<ApiResponse> IntrospectTokenAsync(WorkplaceRequest request)
    {
        DisableCaching(request);
        (ReadOnlyMemory<byte> body, ScimError? error) = await request.ReadBytesAsync(FormTypes);
        if (error is not null)
            return error;
        if (SessionForm.ReadToken(body.Span) is not { } text)
            return new ScimError(
                ScimErrorKind.InvalidValue,
                "The body must be a form with exactly one token parameter."
            );
        if (request.Caller.Tenant.IsSuspended || !SessionToken.IsWellFormed(text))
            return InactiveResponse;
        byte[] digest = SessionToken.ComputeDigest(text);
        SessionInfo? session = request.SessionCache?.FindSession(request.Tenant, request.Caller.Tenant.Version, digest);
        if (session is null)
        {
            if (SessionToken.ParseAndVerify(text, request.Caller.Tenant.SessionKey.Span) is not { } token)
                return InactiveResponse;
            IUserSessionsGrain sessions = request.GetGrain<IUserSessionsGrain>(token.UserId);
            session = await GrainReadRetry.ReadWithRetryAsync(
                request.Time,
                () => sessions.IntrospectSession(token.SessionId, digest),
                request.Http.RequestAborted
            );
        }

        return session is null
            ? InactiveResponse
            : JsonResponses.Ok(
                new IntrospectionBody(
                    true,
                    session.UserId,
                    session.Id,
                    session.StartedAt.ToUnixTimeSeconds(),
                    session.ExpiresAt.ToUnixTimeSeconds()
                ),
                SessionJsonContext.Default.IntrospectionBody
            );
    }

    /// <summary>GET <c>/users/{userId}/sessions</c>.</summary>
    public static async Task<ApiResponse> ListSessionsAsync(WorkplaceRequest request)
    {
        if (GetSessionsGrain(request) is not { } sessions)
            return WorkplaceRequest.UserNotFound;
        ScimResult<IReadOnlyList<SessionInfo>> list = await sessions.ListSessions();
        return list.Value is { } found
                ? JsonResponses.Ok(
                    new SessionListBody([.. found.Select(SessionBody.FromInfo)]),
                    SessionJsonContext.Default.SessionListBody
                )
            : list.Error!.Kind == ScimErrorKind.NotFound ? WorkplaceRequest.UserNotFound
            : list.Error;
    }

    /// <summary>DELETE <c>/users/{userId}/sessions</c>.</summary>
    public static async Task<ApiResponse> EndAllSessionsAsync(WorkplaceRequest request)
    {
        if (GetSessionsGrain(request) is not { } sessions)
            return WorkplaceRequest.UserNotFound;
        if ((await sessions.ListSessions()).Error is not null)
            return WorkplaceRequest.UserNotFound;
        await sessions.EndAllSessions();
        return ApiResponse.NoContent;
    }

    /// <summary>DELETE <c>/users/{userId}/sessions/{sessionId}</c>.</summary>
    public static async Task<ApiResponse> EndSessionAsync(WorkplaceRequest request) =>
        GetSessionsGrain(request) is { } sessions
            ? (await sessions.EndSession(request.GetRouteValue("sessionId"))).ToHttp()
            : WorkplaceRequest.UserNotFound;

    private static ScimError TenantSuspended { get; } =
        new(ScimErrorKind.Forbidden, "The tenant is suspended. Ask the operator to resume the tenant to allow sign-in.")
        {
            Reason = "suspended",
        };

    private static IUserSessionsGrain? GetSessionsGrain(WorkplaceRequest request) =>
        ResourceIds.IsWellFormed(request.GetRouteValue("userId"))
            ? request.GetGrain<IUserSessionsGrain>(request.GetRouteValue("userId"))
            : null;

    private static void DisableCaching(WorkplaceRequest request) =>
        request.Http.Response.Headers.CacheControl = "no-store";
}
