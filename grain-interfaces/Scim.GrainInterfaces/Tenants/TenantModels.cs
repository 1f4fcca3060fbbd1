namespace Scim.GrainInterfaces.Tenants;

/// <summary>A tenant as the operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("scim.TenantInfo")]
public sealed record TenantInfo
{
    /// <summary>The id, as in the URLs.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The name to show.</summary>
    [Id(1)]
    public required string DisplayName { get; init; }

    /// <summary>When it was created.</summary>
    [Id(2)]
    public required DateTimeOffset Created { get; init; }

    /// <summary><c>active</c> or <c>suspended</c>.</summary>
    [Id(3)]
    public string State { get; init; } = TenantStates.Active;
}

/// <summary>One token as the operator sees it: everything but the secret.</summary>
[GenerateSerializer, Immutable, Alias("scim.TokenInfo")]
public sealed record TokenInfo
{
    /// <summary>The token's id, which is no secret.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The name that the operator gave it.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>What it allows: <see cref="TokenScopes"/>.</summary>
    [Id(2)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it was issued.</summary>
    [Id(3)]
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it stops working, or null for never.</summary>
    [Id(4)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used, to the minute; null when never.</summary>
    [Id(5)]
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The id of the user that it stands for at <c>/Me</c>, or null.</summary>
    [Id(6)]
    public string? UserId { get; init; }
}

/// <summary>A token just issued: the only time that its secret exists outside the client.</summary>
[GenerateSerializer, Immutable, Alias("scim.IssuedToken")]
public sealed record IssuedToken
{
    /// <summary>The token.</summary>
    [Id(0)]
    public required TokenInfo Info { get; init; }

    /// <summary>The secret: <c>scim_</c> and 256 random bits.</summary>
    [Id(1)]
    public required string Secret { get; init; }

    /// <summary>Never prints the secret.</summary>
    public override string ToString() => $"IssuedToken {Info.Id}";
}

/// <summary>What a token may allow.</summary>
public static class TokenScopes
{
    /// <summary>Read over SCIM.</summary>
    public const string ScimRead = "scim:read";

    /// <summary>Write over SCIM.</summary>
    public const string ScimWrite = "scim:write";

    /// <summary>Read the user that the token stands for, at <c>/Me</c>, and nobody else.</summary>
    public const string MeRead = "me:read";

    /// <summary>Change the user that the token stands for, at <c>/Me</c>, and nobody else.</summary>
    public const string MeWrite = "me:write";

    /// <summary>Ask the workplace API: users, sites, access, sessions, directory.</summary>
    public const string WorkplaceRead = "workplace:read";

    /// <summary>
    /// Act through the workplace API: start and end sessions, deactivate users, manage sites, upload.
    /// </summary>
    public const string WorkplaceWrite = "workplace:write";

    /// <summary>
    /// The scopes of a client that acts for the whole tenant: a provisioning client, or the hosting product.
    /// </summary>
    public static IReadOnlyList<string> All { get; } =
    [ScimRead, ScimWrite, WorkplaceRead, WorkplaceWrite];

    /// <summary>The scopes of a person.</summary>
    public static IReadOnlyList<string> UserScopes { get; } = [MeRead, MeWrite];
}

/// <summary>A credential as gateways need it to recognise a token.</summary>
[GenerateSerializer, Immutable, Alias("scim.Credential")]
public sealed record Credential
{
    /// <summary>The token's id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The SHA-256 digest of the whole token text.</summary>
    [Id(1)]
    public required ReadOnlyMemory<byte> Digest { get; init; }

    /// <summary>What it allows.</summary>
    [Id(2)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it stops working, or null for never.</summary>
    [Id(3)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The id of the user that it stands for at <c>/Me</c>, or null.</summary>
    [Id(4)]
    public string? UserId { get; init; }
}

/// <summary>
/// Everything about a tenant that a request needs, in one immutable value that processes keep for less than a second.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.TenantSnapshot")]
public sealed record TenantSnapshot
{
    /// <summary>The tenant's id.</summary>
    [Id(0)]
    public required string Tenant { get; init; }

    /// <summary>Grows with every change to the tenant.</summary>
    [Id(1)]
    public required long Version { get; init; }

    /// <summary>The tenant's choices.</summary>
    [Id(2)]
    public required TenantSettings Settings { get; init; }

    /// <summary>The tokens that have not been revoked; some may have expired.</summary>
    [Id(3)]
    public required IReadOnlyList<Credential> Credentials { get; init; }

    /// <summary>
    /// The OAuth clients that have not been deleted, by the digests of their secrets; some may have expired.
    /// </summary>
    [Id(4)]
    public IReadOnlyList<Credential> Clients { get; init; } = [];

    /// <summary>
    /// Random bytes that go into the key of this tenant's access tokens; empty before the first client. They alone are
    /// no secret: the key also takes what only gateways know.
    /// </summary>
    [Id(5)]
    public ReadOnlyMemory<byte> AccessTokenSalt { get; init; }

    /// <summary>
    /// Random bytes that the keys of this tenant's cursors are derived from. Never leaves the cluster.
    /// </summary>
    [Id(50)]
    public ReadOnlyMemory<byte> CursorSecret { get; init; }

    /// <summary>
    /// The key that signs the tokens of users' sessions; a tenant made anew under an old id has another.
    /// </summary>
    [Id(20)]
    public ReadOnlyMemory<byte> SessionKey { get; init; }

    /// <summary>Whether the tenant is suspended: no writes over SCIM, no sign-in, no session counts.</summary>
    [Id(21)]
    public bool IsSuspended { get; init; }

    /// <summary>What the tenant declared of schemas and resource types.</summary>
    [Id(40)]
    public SchemaSet Schemas { get; init; } = SchemaSet.None;

    /// <summary>When the tenant was created: tells it from an earlier one of the same id.</summary>
    [Id(70)]
    public DateTimeOffset Created { get; init; }
}
