using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sessions;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace.Sessions;

/// <summary>Starts, introspects, lists and ends sessions.</summary>
internal static class SessionEndpoints
{
    private const int MaxName = 1024;
    private static readonly string[] FormTypes = ["application/x-www-form-urlencoded"];
    private static readonly Answer NotActive = WorkplaceAnswers.Ok(new IntrospectionBody(false), SessionJson.Default.IntrospectionBody);

    private static ScimError NoSuchUser { get; } =
        new(ScimErrorKind.Forbidden, "No session: there is no such user in this tenant. He must be provisioned first.") { Reason = "unknown" };

    /// <summary>POST to <c>/sessions</c>.</summary>
    public static async Task<Answer> Start(WorkplaceRequest request)
    {
        NotToBeKept(request);
        (StartSessionBody? body, ScimError? error) = await request.Body(SessionJson.Default.StartSessionBody);
        if (body is null) return error!;
        (UserNaming Naming, string? Value)[] given =
        [
            .. new[] { (UserNaming.UserName, body.UserName), (UserNaming.Id, body.UserId), (UserNaming.ExternalId, body.ExternalId) }.Where(n => n.Item2 is not null),
        ];
        if (given.Length != 1) return new ScimError(ScimErrorKind.InvalidValue, "The body must name the user by exactly one of userName, userId and externalId.");
        (UserNaming naming, string? value) = given[0];
        if (value!.Length is 0 or > MaxName || value.Any(char.IsControl))
            return new ScimError(ScimErrorKind.InvalidValue, $"The user's name must have 1 to {MaxName} characters, none of them a control character.");
        if (naming == UserNaming.Id && !ResourceIds.CouldBeIssued(value)) return request.Sender.Tenant.Suspended ? Suspended : NoSuchUser;

        var command = new StartSession { Caller = request.Caller, Naming = naming, Value = value };
        ScimResult<StartedSession> started = await request.Grains.GetGrain<ISignInGrain>(ResourceKey.ForSignIn(request.Tenant).ToString()).Start(command);
        return started.Value is { } session
            ? WorkplaceAnswers.Created(
                new StartedSessionBody(session.Info.Id, session.Token, session.Info.UserId, session.Info.ExpiresAt), SessionJson.Default.StartedSessionBody)
            : started.Error!;
    }

    /// <summary>POST to <c>/sessions/introspect</c>. One call of a grain that has the answer in memory; none where this process has it, nor for what is no token of this tenant.</summary>
    public static async Task<Answer> Introspect(WorkplaceRequest request)
    {
        NotToBeKept(request);
        (ReadOnlyMemory<byte> body, ScimError? error) = await request.Bytes(FormTypes);
        if (error is not null) return error;
        if (SessionForm.Token(body.Span) is not { } text) return new ScimError(ScimErrorKind.InvalidValue, "The body must be a form with one token.");
        if (request.Sender.Tenant.Suspended || !SessionToken.LooksLike(text)) return NotActive;
        byte[] digest = SessionToken.Digest(text);
        SessionInfo? session = request.LocalSessions?.Find(request.Tenant, request.Sender.Tenant.Version, digest);
        if (session is null)
        {
            if (SessionToken.Read(text, request.Sender.Tenant.SessionKey.Span) is not { } token) return NotActive;
            IUserSessionsGrain sessions = request.Grain<IUserSessionsGrain>(token.UserId);
            session = await Reads.Ask(request.Time, () => sessions.Introspect(token.SessionId, digest), request.Http.RequestAborted);
        }

        return session is null ? NotActive : WorkplaceAnswers.Ok(
            new IntrospectionBody(true, session.UserId, session.Id, session.StartedAt.ToUnixTimeSeconds(), session.ExpiresAt.ToUnixTimeSeconds()),
            SessionJson.Default.IntrospectionBody);
    }

    /// <summary>GET of a user's sessions.</summary>
    public static async Task<Answer> List(WorkplaceRequest request)
    {
        if (Sessions(request) is not { } sessions) return WorkplaceRequest.NoUser;
        ScimResult<IReadOnlyList<SessionInfo>> list = await sessions.List();
        return list.Value is { } found
            ? WorkplaceAnswers.Ok(new SessionListBody([.. found.Select(SessionBody.Of)]), SessionJson.Default.SessionListBody)
            : list.Error!.Kind == ScimErrorKind.NotFound ? WorkplaceRequest.NoUser : list.Error;
    }

    /// <summary>DELETE of all of a user's sessions.</summary>
    public static async Task<Answer> EndAll(WorkplaceRequest request)
    {
        if (Sessions(request) is not { } sessions) return WorkplaceRequest.NoUser;
        if ((await sessions.List()).Error is not null) return WorkplaceRequest.NoUser;
        await sessions.EndAll();
        return Answer.NoContent;
    }

    /// <summary>DELETE of a session.</summary>
    public static async Task<Answer> End(WorkplaceRequest request) =>
        Sessions(request) is { } sessions ? WorkplaceAnswers.NoContent(await sessions.End(request.Route("sessionId"))) : WorkplaceRequest.NoUser;

    private static ScimError Suspended { get; } =
        new(ScimErrorKind.Forbidden, "No session: the tenant is suspended. Its operator can resume it.") { Reason = "suspended" };

    private static IUserSessionsGrain? Sessions(WorkplaceRequest request) =>
        ResourceIds.CouldBeIssued(request.Route("userId")) ? request.Grain<IUserSessionsGrain>(request.Route("userId")) : null;

    private static void NotToBeKept(WorkplaceRequest request) => request.Http.Response.Headers.CacheControl = "no-store";
}
