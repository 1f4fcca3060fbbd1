using System.Text.Json.Serialization;

namespace Scim.Grains.Storage;

/// <summary>
/// What is stored of one resource: the JSON that the database's triggers read (see <c>Sqlite/Migrations</c>). Member
/// names are a contract with that SQL; adding is possible, renaming is a migration. A grain replaces its state, it
/// never changes one.
/// </summary>
public sealed record ResourceState
{
    /// <summary>The format of this record.</summary>
    [JsonPropertyName("v")]
    public int Format { get; init; } = 1;

    /// <summary>The tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; init; } = "";

    /// <summary>The resource type's name.</summary>
    [JsonPropertyName("kind")]
    public string Type { get; init; } = "";

    /// <summary>The resource's id.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>1 at creation, one more with each commit; 0 when nothing was ever stored.</summary>
    [JsonPropertyName("version")]
    public long Version { get; init; }

    /// <summary>What the last commit did.</summary>
    [JsonPropertyName("op"), JsonConverter(typeof(JsonStringEnumConverter<ChangeOperation>))]
    public ChangeOperation Operation { get; init; }

    /// <summary>When the resource was created.</summary>
    [JsonPropertyName("created"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset Created { get; init; }

    /// <summary>When it was last modified.</summary>
    [JsonPropertyName("at"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The credential that made the last commit.</summary>
    [JsonPropertyName("actor")]
    public string Actor { get; init; } = "";

    /// <summary>The request that made the last commit.</summary>
    [JsonPropertyName("requestId")]
    public string RequestId { get; init; } = "";

    /// <summary>Names of the attributes that the last commit changed.</summary>
    [JsonPropertyName("changed")]
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>What the database looks the resource up by; null on a tombstone.</summary>
    [JsonPropertyName("index")]
    public ResourceIndex? Index { get; init; }

    /// <summary>The canonical document, UTF-8 JSON; empty on a tombstone.</summary>
    [JsonPropertyName("document"), JsonConverter(typeof(RawJsonConverter))]
    public ReadOnlyMemory<byte> Document { get; init; }

    /// <summary>The search document, UTF-8 JSON; empty on a tombstone.</summary>
    [JsonPropertyName("search"), JsonConverter(typeof(RawJsonConverter))]
    public ReadOnlyMemory<byte> Search { get; init; }

    /// <summary>
    /// A group's last change of membership: the trigger applies it to the member rows in the same transaction. Null
    /// when nothing changed.
    /// </summary>
    [JsonPropertyName("members")]
    public MembershipDelta? Members { get; init; }

    /// <summary>
    /// A user's hashed password, or null. Never part of the document, the search document or a representation.
    /// </summary>
    [JsonPropertyName("passwordHash"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PasswordHash { get; init; }

    /// <summary>
    /// All externalIds that are linked to a group which several POSTs have become; null while it is only the document's
    /// own. Those count in the search document, as its <c>externalIds</c>.
    /// </summary>
    [JsonPropertyName("externalIds"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ExternalIds { get; init; }

    /// <summary>Whether an administrator made the resource and no identity provider has taken it over yet.</summary>
    [JsonPropertyName("local"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Local { get; init; }

    /// <summary>
    /// When an inactive user was deactivated; null for others, and for users who were created inactive. He is deleted
    /// the tenant's retention later.
    /// </summary>
    [
        JsonPropertyName("deactivatedAt"),
        JsonConverter(typeof(OptionalInstantConverter)),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)
    ]
    public DateTimeOffset? DeactivatedAt { get; init; }

    /// <summary>
    /// The version of a user's last deactivation, which ended the sessions of before; 0 when there was none.
    /// </summary>
    [
        JsonPropertyName("deactivatedVersion"),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)
    ]
    public long DeactivatedVersion { get; init; }

    /// <summary>
    /// What this commit does to the reminder that deletes a user; null when nothing. As with <see cref="Members"/>,
    /// later commits do not repeat it.
    /// </summary>
    [JsonPropertyName("reminder"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReminderChange? Reminder { get; init; }

    /// <summary>Whether there is a live resource.</summary>
    [JsonIgnore]
    public bool Exists => Version > 0 && Operation != ChangeOperation.Delete;
}

/// <summary>What a commit did; the names are stored.</summary>
public enum ChangeOperation
{
    /// <summary>Brought the resource into being.</summary>
    [JsonStringEnumMemberName("create")]
    Create,

    /// <summary>Changed it.</summary>
    [JsonStringEnumMemberName("update")]
    Update,

    /// <summary>
    /// Removed it for good: what is stored from then on is a tombstone without personal data, which keeps the id from
    /// being used again.
    /// </summary>
    [JsonStringEnumMemberName("delete")]
    Delete,
}

/// <summary>What the database looks a resource up by.</summary>
public sealed record ResourceIndex
{
    /// <summary>The folded name that no other live resource of the kind may have; null when names may repeat.</summary>
    [JsonPropertyName("unique")]
    public string? Unique { get; init; }

    /// <summary>
    /// The folded name where names may repeat (or did, when this one came to be): found by it, not guarded. Null when
    /// there is a <see cref="Unique"/>.
    /// </summary>
    [JsonPropertyName("loose"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NonUniqueName { get; init; }

    /// <summary>The partition of <see cref="Unique"/>.</summary>
    [JsonPropertyName("partition")]
    public int Partition { get; init; }

    /// <summary>The folded userName or displayName.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>The name to show where this resource is referred to.</summary>
    [JsonPropertyName("display")]
    public string? Display { get; init; }

    /// <summary>The client's id for the resource.</summary>
    [JsonPropertyName("externalId")]
    public string? ExternalId { get; init; }

    /// <summary>Whether the user is active; true for other resources.</summary>
    [JsonPropertyName("active")]
    public bool Active { get; init; } = true;

    /// <summary>
    /// What people look the resource up by, a list for each field (<see cref="Search.SearchTokenizer"/>); null when it
    /// is not to be found.
    /// </summary>
    [JsonPropertyName("words"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IReadOnlyList<string>>? Words { get; init; }

    /// <summary>
    /// The values that no other live resource of the kind may have, besides <see cref="Unique"/>; null when there are
    /// none.
    /// </summary>
    [JsonPropertyName("values"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StoredUniqueValue>? Values { get; init; }

    /// <summary>
    /// The version of the tenant's schemas that the document was made under; 0 when the tenant declared none.
    /// </summary>
    [JsonPropertyName("schemas"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Schemas { get; init; }

    /// <summary>The folded name, guarded or not.</summary>
    [JsonIgnore]
    public string? FoldedName => Unique ?? NonUniqueName;
}

/// <summary>A unique value as it is stored.</summary>
/// <param name="Path">The attribute.</param>
/// <param name="Value">The value as it is compared.</param>
public sealed record StoredUniqueValue(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("value")] string Value
);

/// <summary>One change of a group's membership.</summary>
public sealed record MembershipDelta
{
    /// <summary>All present members go before <see cref="Add"/> is applied.</summary>
    [JsonPropertyName("replace")]
    public bool Replace { get; init; }

    /// <summary>Members to add; those who are in already stay as they are.</summary>
    [JsonPropertyName("add")]
    public IReadOnlyList<MemberKey> Add { get; init; } = [];

    /// <summary>Ids of members to remove.</summary>
    [JsonPropertyName("remove")]
    public IReadOnlyList<string> Remove { get; init; } = [];
}

/// <summary>A member as it is stored.</summary>
/// <param name="Id">The member's id.</param>
/// <param name="Type"><c>User</c> or <c>Group</c>.</param>
public sealed record MemberKey(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("kind")] string Type
);
