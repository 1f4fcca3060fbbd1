using System.Text.Json.Serialization;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>How a POST is handled whose displayName belongs to an existing group.</summary>
/// <remarks>
/// Names are compared without case, leading and trailing white space, and differences in Unicode normalization.
/// </remarks>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<GroupNamePolicy>))]
public enum GroupNamePolicy
{
    /// <summary>
    /// Adds the members of the POST to the existing group and links its externalId. A repeated POST is rejected with
    /// 409 <c>uniqueness</c>.
    /// </summary>
    [JsonStringEnumMemberName("match")]
    Match = 0,

    /// <summary>Rejects the request with 409 <c>uniqueness</c>.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject = 1,

    /// <summary>Creates another group of the same name. RFC 7643 does not require unique names for groups.</summary>
    [JsonStringEnumMemberName("allow")]
    Allow = 2,
}

/// <summary>How a POST is handled whose userName belongs to an existing user.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<UserConflictPolicy>))]
public enum UserConflictPolicy
{
    /// <summary>Rejects the request with 409 <c>uniqueness</c>.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject = 0,

    /// <summary>Updates the existing user with the attributes of the POST. The user's id does not change.</summary>
    [JsonStringEnumMemberName("sync")]
    Sync = 1,
}

/// <summary>How a change is handled that gives a resource the externalId of another one of the same type.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<ExternalIdPolicy>))]
public enum ExternalIdPolicy
{
    /// <summary>
    /// Makes the change. RFC 7643 section 3.1 leaves it to the client that its externalIds are unique.
    /// </summary>
    [JsonStringEnumMemberName("allow")]
    Allow = 0,

    /// <summary>
    /// Rejects the request with 409 <c>uniqueness</c>. A resource that already shares its externalId keeps it until it
    /// gets another one.
    /// </summary>
    [JsonStringEnumMemberName("reject")]
    Reject = 1,
}
