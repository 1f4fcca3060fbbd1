using System.Text.Json.Serialization;
using Scim.Gateway.Http;
using Scim.GrainInterfaces.Search;

namespace Scim.Gateway.Workplace.Search;

/// <summary>A user as colleagues see him.</summary>
/// <param name="Id">The id.</param>
/// <param name="UserName">The userName.</param>
/// <param name="Active">Whether he is active.</param>
/// <param name="DisplayName">The name to show.</param>
/// <param name="GivenName">The first name.</param>
/// <param name="FamilyName">The last name.</param>
/// <param name="Title">The title.</param>
/// <param name="Email">The primary e-mail address, else the first.</param>
/// <param name="ExternalId">The identity provider's id for him.</param>
internal sealed record PersonBody(
    string Id,
    string UserName,
    bool Active,
    string DisplayName,
    string? GivenName,
    string? FamilyName,
    string? Title,
    string? Email,
    string? ExternalId
)
{
    /// <summary>Of a summary.</summary>
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
            user.ExternalId
        );
}

/// <summary>A group.</summary>
/// <param name="Id">The id.</param>
/// <param name="DisplayName">The name.</param>
/// <param name="ExternalId">The identity provider's id for it.</param>
internal sealed record GroupBody(string Id, string DisplayName, string? ExternalId)
{
    /// <summary>Of a summary.</summary>
    public static GroupBody FromSummary(GroupSummary group) =>
        new(group.Id, group.DisplayName, group.ExternalId);
}

/// <summary>Who was found, best first.</summary>
/// <param name="Users">Active users.</param>
/// <param name="Groups">Groups.</param>
internal sealed record DirectoryBody(
    IReadOnlyList<PersonBody> Users,
    IReadOnlyList<GroupBody> Groups
);

/// <summary>JSON of this area.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 16,
    Converters = [typeof(ScimDateTimeJsonConverter)]
)]
[
    JsonSerializable(typeof(PersonBody)),
    JsonSerializable(typeof(GroupBody)),
    JsonSerializable(typeof(DirectoryBody))
]
internal sealed partial class DirectoryJsonContext : JsonSerializerContext;
