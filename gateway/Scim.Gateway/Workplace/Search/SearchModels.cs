using System.Text.Json.Serialization;
using Scim.Gateway.Http;
using Scim.GrainInterfaces.Search;

namespace Scim.Gateway.Workplace.Search;

/// <summary>A user as shown to colleagues.</summary>
/// <param name="Id">The id.</param>
/// <param name="UserName">The userName.</param>
/// <param name="Active">Whether the user is active.</param>
/// <param name="DisplayName">The name to show.</param>
/// <param name="GivenName">The given name.</param>
/// <param name="FamilyName">The family name.</param>
/// <param name="Title">The title.</param>
/// <param name="Email">The primary email address, or the first one if none is primary.</param>
/// <param name="ExternalId">The id of the user at the identity provider.</param>
/// <param name="DeactivatedAt">
/// The time when an inactive user was deactivated. Null if the user is active or was created inactive.
/// </param>
/// <param name="DeleteAt">
/// The time when a deactivated user is due for deletion under the tenant's present retention period. Null if the user
/// is kept.
/// </param>
internal sealed record PersonBody(
    string Id,
    string UserName,
    bool Active,
    string DisplayName,
    string? GivenName,
    string? FamilyName,
    string? Title,
    string? Email,
    string? ExternalId,
    DateTimeOffset? DeactivatedAt,
    DateTimeOffset? DeleteAt
)
{
    /// <summary>Creates the body from a summary.</summary>
    public static PersonBody FromSummary(PersonSummary user) =>
        new(
            user.Id,
            user.UserName,
            user.IsActive,
            user.DisplayName,
            user.GivenName,
            user.FamilyName,
            user.Title,
            user.Email,
            user.ExternalId,
            user.DeactivatedAt,
            user.DeleteAt
        );
}

/// <summary>A group.</summary>
/// <param name="Id">The id.</param>
/// <param name="DisplayName">The name.</param>
/// <param name="ExternalId">The id of the group at the identity provider.</param>
internal sealed record GroupBody(string Id, string DisplayName, string? ExternalId)
{
    /// <summary>Creates the body from a summary.</summary>
    public static GroupBody FromSummary(GroupSummary group) => new(group.Id, group.DisplayName, group.ExternalId);
}

/// <summary>The results of a search, best matches first.</summary>
/// <param name="Users">The active users.</param>
/// <param name="Groups">The groups.</param>
internal sealed record DirectoryBody(IReadOnlyList<PersonBody> Users, IReadOnlyList<GroupBody> Groups);

/// <summary>The JSON of this area.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 16,
    Converters = [typeof(ScimDateTimeJsonConverter)]
)]
[JsonSerializable(typeof(PersonBody)), JsonSerializable(typeof(GroupBody)), JsonSerializable(typeof(DirectoryBody))]
internal sealed partial class DirectoryJsonContext : JsonSerializerContext;
