namespace Scim.GrainInterfaces.Tenants;

/// <summary>A tenant as shown to the operator.</summary>
[GenerateSerializer, Immutable, Alias("scim.TenantInfo")]
public sealed record TenantInfo
{
    /// <summary>The tenant's id, as in URLs.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The display name.</summary>
    [Id(1)]
    public required string DisplayName { get; init; }

    /// <summary>When the tenant was created.</summary>
    [Id(2)]
    public required DateTimeOffset Created { get; init; }

    /// <summary><c>active</c> or <c>suspended</c>.</summary>
    [Id(3)]
    public string State { get; init; } = TenantStates.Active;
}

/// <summary>A token as shown to the operator, without its secret.</summary>
[GenerateSerializer, Immutable, Alias("scim.TokenInfo")]
public sealed record TokenInfo
{
    /// <summary>The token's id, which is not secret.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The name that the operator chose.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>The scopes of the token; see <see cref="TokenScopes"/>.</summary>
    [Id(2)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When the token was issued.</summary>
    [Id(3)]
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the token expires, or null if it does not expire.</summary>
    [Id(4)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the token was last used, to the minute; null if never.</summary>
    [Id(5)]
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The id of the user that the token identifies at <c>/Me</c>, or null.</summary>
    [Id(6)]
    public string? UserId { get; init; }
}

/// <summary>A token that was just issued. This is the only time that its secret is available.</summary>
[GenerateSerializer, Immutable, Alias("scim.IssuedToken")]
public sealed record IssuedToken
{
    /// <summary>The token.</summary>
    [Id(0)]
    public required TokenInfo Info { get; init; }

    /// <summary>The secret: <c>scim_</c> followed by 256 random bits.</summary>
    [Id(1)]
    public required string Secret { get; init; }

    /// <summary>Returns the token's id; never the secret.</summary>
    public override string ToString() => $"IssuedToken {Info.Id}";
}

/// <summary>The scopes of tokens.</summary>
public static class TokenScopes
{
    /// <summary>Read through the SCIM API.</summary>
    public const string ScimRead = "scim:read";

    /// <summary>Write through the SCIM API.</summary>
    public const string ScimWrite = "scim:write";

    /// <summary>Read only the user that the token identifies, at <c>/Me</c>.</summary>
    public const string MeRead = "me:read";

    /// <summary>Change only the user that the token identifies, at <c>/Me</c>.</summary>
    public const string MeWrite = "me:write";

    /// <summary>Read through the workplace API: users, sites, access, sessions and directory.</summary>
    public const string WorkplaceRead = "workplace:read";

    /// <summary>
    /// Write through the workplace API: start and end sessions, deactivate users, manage sites and upload users.
    /// </summary>
    public const string WorkplaceWrite = "workplace:write";

    /// <summary>
    /// The scopes of a client that acts for the whole tenant, such as a provisioning client or the hosting product.
    /// </summary>
    public static IReadOnlyList<string> All { get; } = [ScimRead, ScimWrite, WorkplaceRead, WorkplaceWrite];

    /// <summary>The scopes of a token that identifies a user.</summary>
    public static IReadOnlyList<string> UserScopes { get; } = [MeRead, MeWrite];
}

/// <summary>The data that gateways need to recognize a credential.</summary>
[GenerateSerializer, Immutable, Alias("scim.Credential")]
public sealed record Credential
{
    /// <summary>The token's id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The SHA-256 hash of the whole token text.</summary>
    [Id(1)]
    public required ReadOnlyMemory<byte> Digest { get; init; }

    /// <summary>The scopes of the credential.</summary>
    [Id(2)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When the credential expires, or null if it does not expire.</summary>
    [Id(3)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The id of the user that the credential identifies at <c>/Me</c>, or null.</summary>
    [Id(4)]
    public string? UserId { get; init; }
}

/// <summary>
/// All data of a tenant that a request needs, as one immutable value. Processes cache it for less than a second.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.TenantSnapshot")]
public sealed record TenantSnapshot
{
    /// <summary>The tenant's id.</summary>
    [Id(0)]
    public required string Tenant { get; init; }

    /// <summary>Increases with every change to the tenant.</summary>
    [Id(1)]
    public required long Version { get; init; }

    /// <summary>The tenant's settings.</summary>
    [Id(2)]
    public required TenantSettings Settings { get; init; }

    /// <summary>The tokens that have not been revoked; some may have expired.</summary>
    [Id(3)]
    public required IReadOnlyList<Credential> Credentials { get; init; }

    /// <summary>
    /// The OAuth clients that have not been deleted, with the digests of their secrets; some may have expired.
    /// </summary>
    [Id(4)]
    public IReadOnlyList<Credential> Clients { get; init; } = [];

    /// <summary>
    /// Random bytes from which the key of the tenant's access tokens is derived, together with a secret that only
    /// gateways have; empty before the first client is created. Not secret on its own.
    /// </summary>
    [Id(5)]
    public ReadOnlyMemory<byte> AccessTokenSalt { get; init; }

    /// <summary>
    /// Random bytes from which the keys of the tenant's cursors are derived. They never leave the cluster.
    /// </summary>
    [Id(50)]
    public ReadOnlyMemory<byte> CursorSecret { get; init; }

    /// <summary>
    /// The key that signs the tenant's session tokens. A tenant that is created again with the same id has a different
    /// key.
    /// </summary>
    [Id(20)]
    public ReadOnlyMemory<byte> SessionKey { get; init; }

    /// <summary>
    /// Whether the tenant is suspended: SCIM writes and sign-in are rejected, and so are existing sessions.
    /// </summary>
    [Id(21)]
    public bool IsSuspended { get; init; }

    /// <summary>The tenant's registered schemas and resource types.</summary>
    [Id(40)]
    public SchemaSet Schemas { get; init; } = SchemaSet.None;

    /// <summary>When the tenant was created. Distinguishes it from an earlier tenant with the same id.</summary>
    [Id(70)]
    public DateTimeOffset Created { get; init; }
}
