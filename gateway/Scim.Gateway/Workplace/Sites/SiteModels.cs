using System.Text.Json.Serialization;
using Scim.Gateway.Http;

namespace Scim.Gateway.Workplace.Sites;

/// <summary>What a site is to be called.</summary>
/// <param name="Name">1 to 200 characters; no other site of the tenant has it.</param>
internal sealed record SiteNameBody(string? Name);

/// <summary>A site.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
internal sealed record SiteBody(string Id, string Name);

/// <summary>Sites by name.</summary>
/// <param name="Sites">The page.</param>
/// <param name="Next">The next page's <c>after</c>, or null.</param>
internal sealed record SiteListBody(IReadOnlyList<SiteBody> Sites, string? Next);

/// <summary>The role that a group is to have.</summary>
/// <param name="Role">One of the tenant's roles.</param>
internal sealed record RoleBody(string? Role);

/// <summary>What a user may do on a site.</summary>
/// <param name="Role">His strongest role, or null for none.</param>
internal sealed record AccessBody(string? Role);

/// <summary>A group's role on a site.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="GroupName">Its displayName.</param>
/// <param name="Role">The role.</param>
internal sealed record PermissionBody(string GroupId, string? GroupName, string Role);

/// <summary>Who has which role on a site.</summary>
/// <param name="Permissions">The page.</param>
/// <param name="Next">The next page's <c>after</c>, or null.</param>
internal sealed record PermissionListBody(IReadOnlyList<PermissionBody> Permissions, string? Next);

/// <summary>A site that a user may open.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">His strongest role there.</param>
internal sealed record UserSiteBody(string Id, string Name, string Role);

/// <summary>The sites that a user may open, by name.</summary>
/// <param name="Sites">The page.</param>
/// <param name="Next">The next page's <c>after</c>, or null.</param>
internal sealed record UserSiteListBody(IReadOnlyList<UserSiteBody> Sites, string? Next);

/// <summary>The tenant's roles.</summary>
/// <param name="Roles">Weakest first.</param>
internal sealed record RoleListBody(IReadOnlyList<string> Roles);

/// <summary>JSON of this area.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 16,
    Converters = [typeof(ScimDateTimeJsonConverter)]
)]
[
    JsonSerializable(typeof(SiteNameBody)),
    JsonSerializable(typeof(SiteBody)),
    JsonSerializable(typeof(SiteListBody))
]
[
    JsonSerializable(typeof(RoleBody)),
    JsonSerializable(typeof(AccessBody)),
    JsonSerializable(typeof(PermissionListBody))
]
[JsonSerializable(typeof(UserSiteListBody)), JsonSerializable(typeof(RoleListBody))]
internal sealed partial class SiteJsonContext : JsonSerializerContext;
