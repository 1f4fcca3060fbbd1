namespace Scim.GrainInterfaces.Sessions;

/// <summary>
/// Finds the user that the hosting product has authenticated and starts a session for that user. A stateless worker.
/// The key is <see cref="ResourceKey.ForSignIn"/>.
/// </summary>
[Alias("scim.ISignInGrain"), GrainInterfaceType("scim.sign-in")]
public interface ISignInGrain : IGrainWithStringKey
{
    /// <summary>Starts a session.</summary>
    /// <returns>
    /// The session with its token; Forbidden, with a reason (unknown, inactive or suspended); or Conflict when several
    /// users have the externalId.
    /// </returns>
    [Alias("StartSession")]
    Task<ScimResult<StartedSession>> StartSession(StartSession command, CancellationToken cancellationToken = default);
}
