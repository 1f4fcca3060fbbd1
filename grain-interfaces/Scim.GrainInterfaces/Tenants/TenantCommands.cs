namespace Scim.GrainInterfaces.Tenants;

/// <summary>Create a tenant.</summary>
[GenerateSerializer, Immutable, Alias("scim.CreateTenant")]
public sealed record CreateTenant
{
    /// <summary>The name to show; empty takes the id.</summary>
    [Id(0)]
    public string DisplayName { get; init; } = "";
}

/// <summary>Change a tenant; what is null stays.</summary>
[GenerateSerializer, Immutable, Alias("scim.UpdateTenant")]
public sealed record UpdateTenant
{
    /// <summary>The name to show.</summary>
    [Id(0)]
    public string? DisplayName { get; init; }

    /// <summary>One of <see cref="TenantStates.All"/>.</summary>
    [Id(1)]
    public string? State { get; init; }
}

/// <summary>Issue a token.</summary>
[GenerateSerializer, Immutable, Alias("scim.IssueToken")]
public sealed record IssueToken
{
    /// <summary>A name by which the operator recognises it.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>What it allows: one or more of <see cref="TokenScopes"/>.</summary>
    [Id(1)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it stops working, or null for never.</summary>
    [Id(2)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// The id of the user that it stands for at <c>/Me</c>, or null for none. That the user exists is the caller's to
    /// check.
    /// </summary>
    [Id(3)]
    public string? UserId { get; init; }
}

/// <summary>Change settings by JSON merge patch (RFC 7396).</summary>
[GenerateSerializer, Immutable, Alias("scim.PatchTenantSettings")]
public sealed record PatchTenantSettings
{
    /// <summary>The merge patch, UTF-8 JSON.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> MergePatch { get; init; }
}
