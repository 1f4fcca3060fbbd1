using System.Text.Json.Serialization;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// What a tenant's administrator may choose. Read and changed by the operator as JSON in camel case; a member that is
/// absent has its default.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.TenantSettings")]
public sealed record TenantSettings
{
    /// <summary>How PATCH requests are read.</summary>
    [Id(0)]
    public PatchSettings Patch { get; init; } = new();

    /// <summary>What a POST means whose group name is taken. Default match.</summary>
    [Id(1)]
    public GroupNamePolicy GroupNamePolicy { get; init; }

    /// <summary>What a POST means whose userName is taken. Default reject.</summary>
    [Id(2)]
    public UserConflictPolicy UserConflictPolicy { get; init; }

    /// <summary>What becomes of users who were deactivated.</summary>
    [Id(3)]
    public DeprovisioningSettings Deprovisioning { get; init; } = new();

    /// <summary>How long users' sessions last.</summary>
    [Id(4)]
    public SessionSettings Sessions { get; init; } = new();

    /// <summary>
    /// The roles that groups may have on sites, weakest first. One that some group has on some site cannot be removed.
    /// The name is a contract with the database's triggers, which know the default as well.
    /// </summary>
    [Id(10), JsonPropertyName("roles")]
    public IReadOnlyList<string> Roles { get; init; } =
    ["Viewer", "Contributor", "Editor", "Administrator"];

    /// <summary>What the tenant wants of the attributes of its users.</summary>
    [Id(11)]
    public ProfileSettings Profile { get; init; } = new();

    /// <summary>The preset that was chosen last, or null. Choosing one changes other settings, once.</summary>
    [Id(12)]
    public string? Preset { get; init; }

    /// <summary>How the tenant's OAuth clients are served.</summary>
    [Id(20), JsonPropertyName("oauth")]
    public OAuthSettings OAuth { get; init; } = new();

    /// <summary>
    /// Whose JSON Web Tokens are accepted as bearer tokens; the first entry that a token fits decides. Default none.
    /// </summary>
    [Id(21)]
    public IReadOnlyList<JwtIssuer> Jwt { get; init; } = [];

    /// <summary>How much the tenant may send.</summary>
    [Id(60)]
    public RateLimitSettings RateLimit { get; init; } = new();

    /// <summary>How uploads are read.</summary>
    [Id(70)]
    public UploadSettings Upload { get; init; } = new();
}

/// <summary>How PATCH requests are read.</summary>
[GenerateSerializer, Immutable, Alias("scim.PatchSettings")]
public sealed record PatchSettings
{
    /// <summary>
    /// Whether <c>replace</c> on a value path that matches nothing creates the value, as Entra ID needs it; false is
    /// RFC 7644 section 3.5.2.3 to the letter: 400 <c>noTarget</c>. Default true.
    /// </summary>
    [Id(0)]
    public bool ReplaceCreates { get; init; } = true;
}
