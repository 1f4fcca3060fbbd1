namespace Scim.GrainInterfaces.Tenants;

/// <summary>Make an OAuth client (RFC 6749 section 2).</summary>
[GenerateSerializer, Immutable, Alias("scim.CreateClient")]
public sealed record CreateClient
{
    /// <summary>A name by which the operator recognises it.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>What its access tokens may allow: one or more of <see cref="TokenScopes.All"/>.</summary>
    [Id(1)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it stops working, or null for never.</summary>
    [Id(2)]
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>An OAuth client as the operator sees it: everything but the secret.</summary>
[GenerateSerializer, Immutable, Alias("scim.ClientInfo")]
public sealed record ClientInfo
{
    /// <summary>The <c>client_id</c>, which is no secret.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The name that the operator gave it.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>What its access tokens may allow.</summary>
    [Id(2)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it was made.</summary>
    [Id(3)]
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it stops working, or null for never.</summary>
    [Id(4)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When its secret or one of its access tokens was last used, to the minute; null when never.</summary>
    [Id(5)]
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>A client just made: the only time that its secret exists outside the client.</summary>
[GenerateSerializer, Immutable, Alias("scim.CreatedClient")]
public sealed record CreatedClient
{
    /// <summary>The client.</summary>
    [Id(0)]
    public required ClientInfo Info { get; init; }

    /// <summary>The <c>client_secret</c>: <c>scim_cs_</c> and 256 random bits.</summary>
    [Id(1)]
    public required string Secret { get; init; }

    /// <summary>Never prints the secret.</summary>
    public override string ToString() => $"CreatedClient {Info.Id}";
}
