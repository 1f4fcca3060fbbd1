using Scim.Gateway.Routing;
using Scim.GrainInterfaces.Tenants;
using static Scim.Gateway.Workplace.WorkplaceOperation;

namespace Scim.Gateway.Workplace.Sessions;

/// <summary>Sessions of users whom the hosting product has authenticated.</summary>
internal static class SessionRoutes
{
    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } =
        new(
            "Sessions",
            "Who is signed in",
            SessionJsonContext.Default,
            new ApiRoute<WorkplaceRequest>(
                "/sessions",
                Post(
                        "Starts a session for a user whom the caller has authenticated, named by one of userName, userId and externalId. 403 tells by its reason why there is none: unknown, inactive or suspended (the tenant).",
                        SessionEndpoints.StartSessionAsync
                    )
                    .WithBody<StartSessionBody>()
                    .WithResponse<StartedSessionBody>(201)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/sessions/introspect",
                (
                    Post(
                        "Tells whether a session is alive, in the form of RFC 7662, and counts as its use. Anything that is no live session of this tenant is not active.",
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
                        "Lists a user's sessions, the oldest first.",
                        SessionEndpoints.ListSessionsAsync
                    )
                    .WithResponse<SessionListBody>(200),
                Delete("Ends all sessions of a user.", SessionEndpoints.EndAllSessionsAsync)
                    .WithResponse(204)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/users/{userId}/sessions/{sessionId}",
                Delete("Ends a session.", SessionEndpoints.EndSessionAsync).WithResponse(204)
            )
        );
}
