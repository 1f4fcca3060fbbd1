using System.Text.Json.Serialization;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// The settings of a tenant. The operator reads and changes them as JSON with camel-case names; a missing member has
/// its default.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.TenantSettings")]
public sealed record TenantSettings
{
    /// <summary>How PATCH requests are processed.</summary>
    [Id(0)]
    public PatchSettings Patch { get; init; } = new();

    /// <summary>How a POST with the displayName of an existing group is handled. Default match.</summary>
    [Id(1)]
    public GroupNamePolicy GroupNamePolicy { get; init; }

    /// <summary>How a POST with the userName of an existing user is handled. Default reject.</summary>
    [Id(2)]
    public UserConflictPolicy UserConflictPolicy { get; init; }

    /// <summary>How long deactivated users are kept.</summary>
    [Id(3)]
    public DeprovisioningSettings Deprovisioning { get; init; } = new();

    /// <summary>How long user sessions last.</summary>
    [Id(4)]
    public SessionSettings Sessions { get; init; } = new();

    /// <summary>
    /// The roles that groups can have on sites, weakest first. A role that is granted to a group cannot be removed.
    /// </summary>
    /// <remarks>The database triggers read this setting by its JSON name and contain the same default.</remarks>
    [Id(10), JsonPropertyName("roles")]
    public IReadOnlyList<string> Roles { get; init; } = ["Viewer", "Contributor", "Editor", "Administrator"];

    /// <summary>Rules for the attributes of the tenant's users.</summary>
    [Id(11)]
    public ProfileSettings Profile { get; init; } = new();

    /// <summary>The preset that was applied last, or null. Applying a preset changes other settings once.</summary>
    [Id(12)]
    public string? Preset { get; init; }

    /// <summary>Settings for the tenant's OAuth clients.</summary>
    [Id(20), JsonPropertyName("oauth")]
    public OAuthSettings OAuth { get; init; } = new();

    /// <summary>
    /// The issuers whose JSON Web Tokens are accepted as bearer tokens. The first entry that matches a token is used.
    /// Default none.
    /// </summary>
    [Id(21)]
    public IReadOnlyList<JwtIssuer> Jwt { get; init; } = [];

    /// <summary>The tenant's rate limit.</summary>
    [Id(60)]
    public RateLimitSettings RateLimit { get; init; } = new();

    /// <summary>How uploads are processed.</summary>
    [Id(70)]
    public UploadSettings Upload { get; init; } = new();

    /// <summary>What the discovery endpoints show, and to which callers.</summary>
    [Id(80)]
    public DiscoverySettings Discovery { get; init; } = new();

    /// <summary>Whether resources of one type may have the same externalId. Default allow.</summary>
    [Id(81)]
    public ExternalIdPolicy ExternalIdPolicy { get; init; }

    /// <summary>How members of groups are changed.</summary>
    [Id(82)]
    public MembersSettings Members { get; init; } = new();
}

/// <summary>How PATCH requests are processed.</summary>
[GenerateSerializer, Immutable, Alias("scim.PatchSettings")]
public sealed record PatchSettings
{
    /// <summary>
    /// Whether a <c>replace</c> operation creates the value when its value path matches nothing, as Entra ID requires.
    /// If false, the request is rejected with 400 <c>noTarget</c>, as RFC 7644 section 3.5.2.3 specifies. Default true.
    /// </summary>
    [Id(0)]
    public bool ReplaceCreates { get; init; } = true;
}

/// <summary>What the discovery endpoints of a tenant show, and to callers with which credential.</summary>
[GenerateSerializer, Immutable, Alias("scim.DiscoverySettings")]
public sealed record DiscoverySettings
{
    /// <summary>
    /// Whether <c>/Schemas</c> and <c>/ResourceTypes</c> answer requests without a credential, as
    /// <c>/ServiceProviderConfig</c> always does. Default false, because they show the tenant's own schemas.
    /// </summary>
    [Id(0)]
    public bool PublicSchemas { get; init; }

    /// <summary>
    /// Whether <c>/ServiceProviderConfig</c> contains <c>pagination</c> (RFC 9865). False is for clients that reject
    /// attributes which RFC 7643 does not define; cursors work regardless. Default true.
    /// </summary>
    [Id(1)]
    public bool Pagination { get; init; } = true;
}

/// <summary>How members of groups are changed.</summary>
[GenerateSerializer, Immutable, Alias("scim.MembersSettings")]
public sealed record MembersSettings
{
    /// <summary>How a request is handled that adds members which do not exist. Default reject.</summary>
    [Id(0)]
    public UnknownMemberPolicy Unknown { get; init; }
}

/// <summary>How a request is handled that adds members which do not exist.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<UnknownMemberPolicy>))]
public enum UnknownMemberPolicy
{
    /// <summary>Rejects the request with 400 <c>invalidValue</c>, which names their ids.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject = 0,

    /// <summary>Makes the rest of the change, and writes the number of unknown members to the log.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip = 1,
}
