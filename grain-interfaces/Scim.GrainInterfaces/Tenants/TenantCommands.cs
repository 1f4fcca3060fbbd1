namespace Scim.GrainInterfaces.Tenants;

/// <summary>Creates a tenant.</summary>
[GenerateSerializer, Immutable, Alias("scim.CreateTenant")]
public sealed record CreateTenant
{
    /// <summary>The display name; if empty, the id is used.</summary>
    [Id(0)]
    public string DisplayName { get; init; } = "";
}

/// <summary>Changes a tenant. Null properties are left unchanged.</summary>
[GenerateSerializer, Immutable, Alias("scim.UpdateTenant")]
public sealed record UpdateTenant
{
    /// <summary>The display name.</summary>
    [Id(0)]
    public string? DisplayName { get; init; }

    /// <summary>One of <see cref="TenantStates.All"/>.</summary>
    [Id(1)]
    public string? State { get; init; }
}

/// <summary>Issues a token.</summary>
[GenerateSerializer, Immutable, Alias("scim.IssueToken")]
public sealed record IssueToken
{
    /// <summary>A name by which the operator recognizes the token.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The scopes of the token: one or more of <see cref="TokenScopes"/>.</summary>
    [Id(1)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When the token expires, or null if it does not expire.</summary>
    [Id(2)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// The id of the user that the token identifies at <c>/Me</c>, or null. The caller must check that the user exists.
    /// </summary>
    [Id(3)]
    public string? UserId { get; init; }
}

/// <summary>Changes a tenant's settings with a JSON merge patch (RFC 7396).</summary>
[GenerateSerializer, Immutable, Alias("scim.PatchTenantSettings")]
public sealed record PatchTenantSettings
{
    /// <summary>The merge patch, UTF-8 JSON.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> MergePatch { get; init; }
}
