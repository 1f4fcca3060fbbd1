using Scim.Gateway.Routing;
using Scim.GrainInterfaces.Tenants;
using static Scim.Gateway.Workplace.WorkplaceOperation;

namespace Scim.Gateway.Workplace.Sessions;

/// <summary>Sessions of users whom the hosting product has authenticated.</summary>
internal static class SessionRoutes
{
    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } = new(
        "Sessions",
        "Who is signed in",
        SessionJson.Default,
        new ApiRoute<WorkplaceRequest>(
            "/sessions",
            Post("Starts a session for a user whom the caller has authenticated, named by one of userName, userId and externalId. 403 tells by its reason why there is none: unknown, inactive or suspended (the tenant).", SessionEndpoints.Start)
                .TakesBody<StartSessionBody>().Gives<StartedSessionBody>(201)),
        new ApiRoute<WorkplaceRequest>(
            "/sessions/introspect",
            (Post("Tells whether a session is alive, in the form of RFC 7662, and counts as its use. Anything that is no live session of this tenant is not active.", SessionEndpoints.Introspect) with
            {
                Scope = TokenScopes.WorkplaceRead,
                OrScope = TokenScopes.WorkplaceWrite,
            })
                .TakesBody<IntrospectBody>("application/x-www-form-urlencoded").Gives<IntrospectionBody>(200)),
        new ApiRoute<WorkplaceRequest>(
            "/users/{userId}/sessions",
            Get("Lists a user's sessions, the oldest first.", SessionEndpoints.List).Gives<SessionListBody>(200),
            Delete("Ends all sessions of a user.", SessionEndpoints.EndAll).Gives(204)),
        new ApiRoute<WorkplaceRequest>(
            "/users/{userId}/sessions/{sessionId}",
            Delete("Ends a session.", SessionEndpoints.End).Gives(204)));
}
