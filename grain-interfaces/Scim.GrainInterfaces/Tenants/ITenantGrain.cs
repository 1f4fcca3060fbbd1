using Orleans.Concurrency;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// One tenant: its settings and its credentials. Off the request path: requests use a <see cref="TenantSnapshot"/>. The
/// key is <see cref="ResourceKey.ForTenant"/>.
/// </summary>
[Alias("scim.ITenantGrain"), GrainInterfaceType("scim.tenant")]
public interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>Creates the tenant.</summary>
    /// <returns>The tenant; Conflict when it exists, InvalidValue when the id or name is not allowed.</returns>
    [Alias("Create")]
    Task<ScimResult<TenantInfo>> Create(CreateTenant command);

    /// <summary>Reads the tenant.</summary>
    /// <returns>The tenant, or NotFound.</returns>
    [Alias("Read"), ReadOnly]
    Task<ScimResult<TenantInfo>> Read();

    /// <summary>Changes the tenant's name or suspends it and lets it go on.</summary>
    /// <returns>The tenant; NotFound, InvalidValue.</returns>
    [Alias("Update")]
    Task<ScimResult<TenantInfo>> Update(UpdateTenant command);

    /// <summary>
    /// Deletes the tenant with everything in it, for good. Its requests are refused from the commit on; its data is
    /// removed before the answer.
    /// </summary>
    /// <returns>Done, or NotFound.</returns>
    [Alias("Delete")]
    Task<ScimResult<Unit>> Delete();

    /// <summary>What requests need, or null when the caller's <paramref name="knownVersion"/> is current.</summary>
    /// <returns>
    /// The snapshot; NotFound when there is no such tenant; a null value and no error when nothing changed.
    /// </returns>
    [Alias("Snapshot"), ReadOnly, ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<TenantSnapshot>> GetSnapshot(long knownVersion);

    /// <summary>Issues a token.</summary>
    /// <returns>The token with its secret, or NotFound, InvalidValue.</returns>
    [Alias("IssueToken")]
    Task<ScimResult<IssuedToken>> IssueToken(IssueToken command);

    /// <summary>Lists the tokens.</summary>
    /// <returns>The tokens, or NotFound.</returns>
    [Alias("ListTokens"), ReadOnly]
    Task<ScimResult<IReadOnlyList<TokenInfo>>> ListTokens();

    /// <summary>Revokes a token; it stops working everywhere within a second.</summary>
    /// <returns>Done, or NotFound.</returns>
    [Alias("RevokeToken")]
    Task<ScimResult<Unit>> RevokeToken(string tokenId);

    /// <summary>Makes an OAuth client.</summary>
    /// <returns>The client with its secret, or NotFound, InvalidValue, Conflict (too many).</returns>
    [Alias("CreateClient")]
    Task<ScimResult<CreatedClient>> CreateClient(CreateClient command);

    /// <summary>Lists the OAuth clients.</summary>
    /// <returns>The clients, or NotFound.</returns>
    [Alias("ListClients"), ReadOnly]
    Task<ScimResult<IReadOnlyList<ClientInfo>>> ListClients();

    /// <summary>
    /// Deletes an OAuth client; its secret and all access tokens it has got stop working everywhere within a second.
    /// </summary>
    /// <returns>Done, or NotFound.</returns>
    [Alias("DeleteClient")]
    Task<ScimResult<Unit>> DeleteClient(string clientId);

    /// <summary>
    /// Reports when tokens and clients were last used. Processes gather and report about once a minute.
    /// </summary>
    [Alias("TokensUsed")]
    Task RecordCredentialUse(IReadOnlyDictionary<string, DateTimeOffset> lastUse);

    /// <summary>Reads the settings.</summary>
    /// <returns>The settings, or NotFound.</returns>
    [Alias("ReadSettings"), ReadOnly]
    Task<ScimResult<TenantSettings>> ReadSettings();

    /// <summary>Changes settings; an unknown name or a wrong value is refused.</summary>
    /// <returns>The new settings, or NotFound, InvalidSyntax, InvalidValue.</returns>
    [Alias("PatchSettings")]
    Task<ScimResult<TenantSettings>> PatchSettings(PatchTenantSettings command);
}
