using System.Text.Json.Serialization;
using Scim.Gateway.Http;

namespace Scim.Gateway.Workplace.Sites;

/// <summary>The request to create or rename a site.</summary>
/// <param name="Name">The name: 1 to 200 characters, unique in the tenant.</param>
internal sealed record SiteNameBody(string? Name);

/// <summary>A site.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
internal sealed record SiteBody(string Id, string Name);

/// <summary>A page of sites, ordered by name.</summary>
/// <param name="Sites">The sites.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last page.</param>
internal sealed record SiteListBody(IReadOnlyList<SiteBody> Sites, string? Next);

/// <summary>The request to grant a role to a group.</summary>
/// <param name="Role">One of the tenant's roles.</param>
internal sealed record RoleBody(string? Role);

/// <summary>The access of a user to a site.</summary>
/// <param name="Role">The user's strongest role, or null for none.</param>
internal sealed record AccessBody(string? Role);

/// <summary>The role of a group on a site.</summary>
/// <param name="GroupId">The id of the group.</param>
/// <param name="GroupName">The displayName of the group.</param>
/// <param name="Role">The role.</param>
internal sealed record PermissionBody(string GroupId, string? GroupName, string Role);

/// <summary>A page of the groups that have a role on a site.</summary>
/// <param name="Permissions">The groups and their roles.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last page.</param>
internal sealed record PermissionListBody(IReadOnlyList<PermissionBody> Permissions, string? Next);

/// <summary>A site on which a user has a role.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Role">The user's strongest role on the site.</param>
internal sealed record UserSiteBody(string Id, string Name, string Role);

/// <summary>A page of the sites on which a user has a role, ordered by name.</summary>
/// <param name="Sites">The sites.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last page.</param>
internal sealed record UserSiteListBody(IReadOnlyList<UserSiteBody> Sites, string? Next);

/// <summary>The roles of the tenant.</summary>
/// <param name="Roles">The roles, weakest first.</param>
internal sealed record RoleListBody(IReadOnlyList<string> Roles);

/// <summary>The JSON of this area.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 16,
    Converters = [typeof(ScimDateTimeJsonConverter)]
)]
[JsonSerializable(typeof(SiteNameBody)), JsonSerializable(typeof(SiteBody)), JsonSerializable(typeof(SiteListBody))]
[JsonSerializable(typeof(RoleBody)), JsonSerializable(typeof(AccessBody)), JsonSerializable(typeof(PermissionListBody))]
[JsonSerializable(typeof(UserSiteListBody)), JsonSerializable(typeof(RoleListBody))]
internal sealed partial class SiteJsonContext : JsonSerializerContext;
