using Orleans.Concurrency;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>One tenant: its settings and its credentials. The key is <see cref="ResourceKey.ForTenant"/>.</summary>
/// <remarks>
/// SCIM requests do not call this grain directly. They use a <see cref="TenantSnapshot"/> from the
/// <see cref="TenantCache"/>.
/// </remarks>
[Alias("scim.ITenantGrain"), GrainInterfaceType("scim.tenant")]
public interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>Creates the tenant.</summary>
    /// <returns>The tenant; Conflict when it exists; or InvalidValue when the id or the name is not allowed.</returns>
    [Alias("Create")]
    Task<ScimResult<TenantInfo>> Create(CreateTenant command);

    /// <summary>Reads the tenant.</summary>
    /// <returns>The tenant, or NotFound.</returns>
    [Alias("Read"), ReadOnly]
    Task<ScimResult<TenantInfo>> Read();

    /// <summary>Renames, suspends or resumes the tenant.</summary>
    /// <returns>The tenant; or NotFound or InvalidValue.</returns>
    [Alias("Update")]
    Task<ScimResult<TenantInfo>> Update(UpdateTenant command);

    /// <summary>Deletes the tenant and all its data permanently.</summary>
    /// <remarks>
    /// The tenant's requests are rejected as soon as the deletion is committed. The data is removed before the call
    /// returns.
    /// </remarks>
    /// <returns><see cref="Unit"/>, or NotFound.</returns>
    [Alias("Delete")]
    Task<ScimResult<Unit>> Delete();

    /// <summary>
    /// Returns the data that requests need, unless the caller's <paramref name="knownVersion"/> is current.
    /// </summary>
    /// <remarks>
    /// The call interleaves with a change that is in progress, which is then not yet visible. All other grains depend
    /// on it, so it must not wait for a call to another grain.
    /// </remarks>
    /// <returns>The snapshot; a null value without an error when nothing has changed; or NotFound.</returns>
    [Alias("GetSnapshot"), AlwaysInterleave, ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<TenantSnapshot>> GetSnapshot(long knownVersion);

    /// <summary>Issues a token.</summary>
    /// <returns>The token with its secret; or NotFound or InvalidValue.</returns>
    [Alias("IssueToken")]
    Task<ScimResult<IssuedToken>> IssueToken(IssueToken command);

    /// <summary>Lists the tokens.</summary>
    /// <returns>The tokens, or NotFound.</returns>
    [Alias("ListTokens"), ReadOnly]
    Task<ScimResult<IReadOnlyList<TokenInfo>>> ListTokens();

    /// <summary>Revokes a token. It stops working on every node within a second.</summary>
    /// <returns><see cref="Unit"/>, or NotFound.</returns>
    [Alias("RevokeToken")]
    Task<ScimResult<Unit>> RevokeToken(string tokenId);

    /// <summary>Creates an OAuth client.</summary>
    /// <returns>
    /// The client with its secret; NotFound; InvalidValue; or Conflict when the tenant has too many clients.
    /// </returns>
    [Alias("CreateClient")]
    Task<ScimResult<CreatedClient>> CreateClient(CreateClient command);

    /// <summary>Lists the OAuth clients.</summary>
    /// <returns>The clients, or NotFound.</returns>
    [Alias("ListClients"), ReadOnly]
    Task<ScimResult<IReadOnlyList<ClientInfo>>> ListClients();

    /// <summary>
    /// Deletes an OAuth client. Its secret and all its access tokens stop working on every node within a second.
    /// </summary>
    /// <returns><see cref="Unit"/>, or NotFound.</returns>
    [Alias("DeleteClient")]
    Task<ScimResult<Unit>> DeleteClient(string clientId);

    /// <summary>Records when tokens and clients were last used. Each process reports about once a minute.</summary>
    [Alias("RecordCredentialUse")]
    Task RecordCredentialUse(IReadOnlyDictionary<string, DateTimeOffset> lastUse);

    /// <summary>Reads the settings.</summary>
    /// <returns>The settings, or NotFound.</returns>
    [Alias("ReadSettings"), ReadOnly]
    Task<ScimResult<TenantSettings>> ReadSettings();

    /// <summary>
    /// Changes settings. The patch is rejected as a whole when it contains an unknown setting or an invalid value.
    /// </summary>
    /// <returns>The new settings; or NotFound, InvalidSyntax or InvalidValue.</returns>
    [Alias("PatchSettings")]
    Task<ScimResult<TenantSettings>> PatchSettings(PatchTenantSettings command);
}
