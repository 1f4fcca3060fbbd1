using System.Text.Json.Serialization;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// What a POST means whose group name belongs to a group that is here. Names compare without regard to case, outer
/// blanks and Unicode form.
/// </summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<GroupNamePolicy>))]
public enum GroupNamePolicy
{
    /// <summary>
    /// The group that is here: the POST's members are added to it and its externalId is linked. A repeat is 409
    /// <c>uniqueness</c>.
    /// </summary>
    [JsonStringEnumMemberName("match")]
    Match = 0,

    /// <summary>409 <c>uniqueness</c>.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject = 1,

    /// <summary>A further group of that name (RFC 7643 does not ask for names that differ).</summary>
    [JsonStringEnumMemberName("allow")]
    Allow = 2,
}

/// <summary>What a POST means whose userName belongs to a user who is here.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<UserConflictPolicy>))]
public enum UserConflictPolicy
{
    /// <summary>409 <c>uniqueness</c>.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject = 0,

    /// <summary>The user who is here: he is updated with what the POST says and keeps his id.</summary>
    [JsonStringEnumMemberName("sync")]
    Sync = 1,
}
