namespace Scim.GrainInterfaces.Tenants;

/// <summary>Creates an OAuth client (RFC 6749 section 2).</summary>
[GenerateSerializer, Immutable, Alias("scim.CreateClient")]
public sealed record CreateClient
{
    /// <summary>A name by which the operator recognizes the client.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>
    /// The scopes that the client's access tokens can have: one or more of <see cref="TokenScopes.All"/>.
    /// </summary>
    [Id(1)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When the client expires, or null if it does not expire.</summary>
    [Id(2)]
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>An OAuth client as shown to the operator, without its secret.</summary>
[GenerateSerializer, Immutable, Alias("scim.ClientInfo")]
public sealed record ClientInfo
{
    /// <summary>The <c>client_id</c>, which is not secret.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The name that the operator chose.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>The scopes that the client's access tokens can have.</summary>
    [Id(2)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When the client was created.</summary>
    [Id(3)]
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the client expires, or null if it does not expire.</summary>
    [Id(4)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// When the client's secret or one of its access tokens was last used, to the minute; null if never.
    /// </summary>
    [Id(5)]
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>A client that was just created. This is the only time that its secret is available.</summary>
[GenerateSerializer, Immutable, Alias("scim.CreatedClient")]
public sealed record CreatedClient
{
    /// <summary>The client.</summary>
    [Id(0)]
    public required ClientInfo Info { get; init; }

    /// <summary>The <c>client_secret</c>: <c>scim_cs_</c> followed by 256 random bits.</summary>
    [Id(1)]
    public required string Secret { get; init; }

    /// <summary>Returns the client's id; never the secret.</summary>
    public override string ToString() => $"CreatedClient {Info.Id}";
}
