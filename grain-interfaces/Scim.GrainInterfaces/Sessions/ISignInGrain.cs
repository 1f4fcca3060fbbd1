namespace Scim.GrainInterfaces.Sessions;

/// <summary>
/// Finds the user whom the hosting product has authenticated and starts his session. A stateless worker; the key is
/// <see cref="ResourceKey.ForSignIn"/>.
/// </summary>
[Alias("scim.ISignInGrain"), GrainInterfaceType("scim.sign-in")]
public interface ISignInGrain : IGrainWithStringKey
{
    /// <summary>Starts a session.</summary>
    /// <returns>
    /// The session with its token; Forbidden, whose reason says why: unknown, inactive or suspended; Conflict when
    /// several users have the externalId.
    /// </returns>
    [Alias("Start")]
    Task<ScimResult<StartedSession>> StartSession(
        StartSession command,
        CancellationToken cancellationToken = default
    );
}
