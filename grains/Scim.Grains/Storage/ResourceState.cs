using System.Text.Json.Serialization;

namespace Scim.Grains.Storage;

/// <summary>The state of one resource, with what its last commit changed beside the resource.</summary>
/// <remarks>
/// The storage keeps a state as a row of <c>scim_resource</c>, and a tombstone as a row of <c>scim_tombstone</c>. A
/// state is immutable; a grain replaces it. A state that was read has no search document and no search words, and none
/// of the members that belong to one commit.
/// </remarks>
public sealed record ResourceState
{
    /// <summary>The tenant.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>The resource type's name.</summary>
    public string Type { get; init; } = "";

    /// <summary>The resource's id.</summary>
    public string Id { get; init; } = "";

    /// <summary>The version: 1 at creation, incremented by each commit; 0 when nothing was ever stored.</summary>
    public long Version { get; init; }

    /// <summary>The operation of the last commit.</summary>
    public ChangeOperation Operation { get; init; }

    /// <summary>The time of creation.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The time of the last modification.</summary>
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The credential that sent the request of the last commit.</summary>
    public string Actor { get; init; } = "";

    /// <summary>The id of the request that caused the last commit.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>The names of the attributes that the last commit changed.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>The values by which the database finds the resource; null on a tombstone.</summary>
    public ResourceIndex? Index { get; init; }

    /// <summary>The canonical document as UTF-8 JSON; empty on a tombstone.</summary>
    public ReadOnlyMemory<byte> Document { get; init; }

    /// <summary>The search document as UTF-8 JSON; empty on a tombstone.</summary>
    public ReadOnlyMemory<byte> Search { get; init; }

    /// <summary>
    /// The membership change of the last commit of a group, or null. It is applied to the member rows in the same
    /// transaction.
    /// </summary>
    public MembershipDelta? Members { get; init; }

    /// <summary>
    /// The hash of a user's password, or null. It is never part of the document, the search document or a
    /// representation.
    /// </summary>
    public string? PasswordHash { get; init; }

    /// <summary>
    /// All externalIds that are linked to a group into which several POST requests were merged; null while only the
    /// document's own externalId exists. The search document contains them as <c>externalIds</c>.
    /// </summary>
    public IReadOnlyList<string>? ExternalIds { get; init; }

    /// <summary>Whether an administrator created the resource and no identity provider has taken it over.</summary>
    public bool Local { get; init; }

    /// <summary>
    /// The time when an inactive user was deactivated; null for active users and for users that were created inactive.
    /// The user is deleted when the tenant's retention period has elapsed after this time.
    /// </summary>
    public DateTimeOffset? DeactivatedAt { get; init; }

    /// <summary>
    /// The version of a user's last deactivation, which ended all earlier sessions; 0 when the user was never
    /// deactivated.
    /// </summary>
    public long DeactivatedVersion { get; init; }

    /// <summary>
    /// The change of the reminder that deletes a user, or null. Like <see cref="Members"/>, it belongs to one commit
    /// and is not repeated by later commits.
    /// </summary>
    public ReminderChange? Reminder { get; init; }

    /// <summary>Whether the resource is live: stored and not deleted.</summary>
    public bool Exists => Version > 0 && Operation != ChangeOperation.Delete;

    /// <summary>Returns all externalIds of the resource.</summary>
    public IReadOnlyList<string> GetExternalIds() => ExternalIds ?? (Index?.ExternalId is { } only ? [only] : []);

    /// <summary>
    /// Returns the state without what only the database needs, for an activation to keep. It must not be written again.
    /// </summary>
    /// <remarks>
    /// Later requests need the document, the version, and the values that rules compare: names, unique values,
    /// externalIds and whether the resource is active. The id of the request is needed only after a creation.
    /// </remarks>
    public ResourceState WithoutCommitData() =>
        this with
        {
            Actor = "",
            RequestId = Operation == ChangeOperation.Create ? RequestId : "",
            Changed = [],
            Index = Index?.WithoutCommitData(),
            Search = default,
            Members = null,
            Reminder = null,
        };
}

/// <summary>The operation of a commit. The names are part of the stored format of tenants and sites.</summary>
public enum ChangeOperation
{
    /// <summary>The resource was created.</summary>
    [JsonStringEnumMemberName("create")]
    Create,

    /// <summary>The resource was changed.</summary>
    [JsonStringEnumMemberName("update")]
    Update,

    /// <summary>
    /// The resource was deleted. The remaining state is a tombstone without personal data, which prevents the id from
    /// being reused.
    /// </summary>
    [JsonStringEnumMemberName("delete")]
    Delete,
}

/// <summary>The values by which the database finds a resource.</summary>
public sealed record ResourceIndex
{
    /// <summary>
    /// The case-folded name that no other live resource of the type may have; null when names may repeat.
    /// </summary>
    public string? Unique { get; init; }

    /// <summary>
    /// The case-folded name when it is not unique: names may repeat, or could repeat when the resource was named. It is
    /// searchable but not enforced. Null when <see cref="Unique"/> is set.
    /// </summary>
    public string? NonUniqueName { get; init; }

    /// <summary>The partition of <see cref="Unique"/>.</summary>
    public int Partition { get; init; }

    /// <summary>The folded userName or displayName.</summary>
    public string? Name { get; init; }

    /// <summary>The display name to use in references to this resource.</summary>
    public string? Display { get; init; }

    /// <summary>The externalId, which is the client's id for the resource.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Whether the user is active; true for other resource types.</summary>
    public bool Active { get; init; } = true;

    /// <summary>
    /// The words by which the resource is found, one list for each field (<see cref="Search.SearchTokenizer"/>); null
    /// when it is excluded from search.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>>? Words { get; init; }

    /// <summary>
    /// The unique values besides <see cref="Unique"/> that no other live resource of the type may have; null when there
    /// are none.
    /// </summary>
    public IReadOnlyList<StoredUniqueValue>? Values { get; init; }

    /// <summary>
    /// The version of the tenant's schemas under which the document was built; 0 when the tenant has no custom schemas.
    /// </summary>
    public long Schemas { get; init; }

    /// <summary>The case-folded name, unique or not.</summary>
    public string? FoldedName => Unique ?? NonUniqueName;

    /// <summary>Returns the values that rules compare, without those that only the database needs.</summary>
    internal ResourceIndex WithoutCommitData() =>
        this with
        {
            // Mostly equal, but separate strings.
            Name = Name == FoldedName ? FoldedName : Name,
            Display = null,
            Words = null,
        };
}

/// <summary>A stored unique value.</summary>
/// <param name="Path">The path of the attribute.</param>
/// <param name="Value">The value in its comparison form.</param>
public sealed record StoredUniqueValue(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("value")] string Value
)
{
    /// <summary>
    /// The path of the externalIds, which are unique values while the tenant's policy rejects duplicates.
    /// </summary>
    public const string ExternalIdPath = "externalId";
}

/// <summary>A change of a group's membership.</summary>
public sealed record MembershipDelta
{
    /// <summary>Whether all current members are removed before <see cref="Add"/> is applied.</summary>
    [JsonPropertyName("replace")]
    public bool Replace { get; init; }

    /// <summary>The members to add. Existing members are not changed.</summary>
    [JsonPropertyName("add")]
    public IReadOnlyList<MemberKey> Add { get; init; } = [];

    /// <summary>The ids of the members to remove.</summary>
    [JsonPropertyName("remove")]
    public IReadOnlyList<string> Remove { get; init; } = [];
}

/// <summary>A stored member of a group.</summary>
/// <param name="Id">The member's id.</param>
/// <param name="Type"><c>User</c> or <c>Group</c>.</param>
public sealed record MemberKey(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("kind")] string Type
);
