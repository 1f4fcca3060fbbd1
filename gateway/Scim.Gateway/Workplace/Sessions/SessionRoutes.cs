using Scim.Gateway.Routing;
using Scim.GrainInterfaces.Tenants;
using static Scim.Gateway.Workplace.WorkplaceOperation;

namespace Scim.Gateway.Workplace.Sessions;

/// <summary>The routes of sessions of users whom the hosting product has authenticated.</summary>
internal static class SessionRoutes
{
    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } =
        new(
            "Sessions",
            "Sessions of users whom the caller has authenticated",
            SessionJsonContext.Default,
            new ApiRoute<WorkplaceRequest>(
                "/sessions",
                Post(
                        "Start a session",
                        "Starts a session for a user whom the caller has authenticated, and returns its "
                            + "token, which is not shown again. The body identifies the user by exactly one "
                            + "of `userName`, `userId` and `externalId`. A user has at most 100 sessions; a "
                            + "further one replaces the least recently used. Fails with 403 and a `reason`: "
                            + "`unknown` if the user does not exist, `inactive` if the user is inactive, "
                            + "`suspended` if the tenant is suspended. Fails with 409 if several users have "
                            + "the `externalId`.",
                        SessionEndpoints.StartSessionAsync
                    )
                    .WithBody<StartSessionBody>()
                    .WithResponse<StartedSessionBody>(201)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/sessions/introspect",
                (
                    Post(
                        "Introspect a session token",
                        "Returns whether the token belongs to a live session of this tenant, and if so which "
                            + "one (RFC 7662). The call counts as use of the session and restarts its idle "
                            + "timeout. For any other token the response is `{\"active\":false}`. Fails with "
                            + "400 unless the form has exactly one `token`.",
                        SessionEndpoints.IntrospectTokenAsync
                    ) with
                    {
                        Scope = TokenScopes.WorkplaceRead,
                        AlternativeScope = TokenScopes.WorkplaceWrite,
                    }
                )
                    .WithBody<IntrospectBody>("application/x-www-form-urlencoded")
                    .WithResponse<IntrospectionBody>(200)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/users/{userId}/sessions",
                Get(
                        "List a user's sessions",
                        "Returns the live sessions of the user, oldest first. "
                            + "Fails with 404 if the user does not exist.",
                        SessionEndpoints.ListSessionsAsync
                    )
                    .WithResponse<SessionListBody>(200),
                Delete(
                        "End all sessions of a user",
                        "Ends all sessions of the user, including a session that is being started. "
                            + "Fails with 404 if the user does not exist.",
                        SessionEndpoints.EndAllSessionsAsync
                    )
                    .WithResponse(204)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/users/{userId}/sessions/{sessionId}",
                Delete(
                        "End a session",
                        "Ends a session of the user. Fails with 404 if the user has no session with this id.",
                        SessionEndpoints.EndSessionAsync
                    )
                    .WithResponse(204)
            )
        );
}
