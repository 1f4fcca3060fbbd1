using System.Text.Json.Serialization;
using Scim.Grains.Storage;

namespace Scim.Grains.Sites;

/// <summary>
/// The stored state of a site: its name and the permission that the last commit changed. The database's trigger applies
/// the permission to <c>scim_permission</c> in the same transaction.
/// </summary>
/// <remarks>
/// Property names are a contract with that SQL. A property must not be named <c>kind</c>, because a site is not a SCIM
/// resource.
/// </remarks>
public sealed record SiteState
{
    /// <summary>The format version of this record.</summary>
    [JsonPropertyName("v")]
    public int Format { get; init; } = 1;

    /// <summary>The tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; init; } = "";

    /// <summary>The site's id.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>The version: 1 at creation, incremented by each commit; 0 when nothing was ever stored.</summary>
    [JsonPropertyName("version")]
    public long Version { get; init; }

    /// <summary>The operation of the last commit.</summary>
    [JsonPropertyName("op"), JsonConverter(typeof(JsonStringEnumConverter<ChangeOperation>))]
    public ChangeOperation Operation { get; init; }

    /// <summary>The time of creation.</summary>
    [JsonPropertyName("created"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset Created { get; init; }

    /// <summary>The time of the last change.</summary>
    [JsonPropertyName("at"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The credential that sent the request of the last commit.</summary>
    [JsonPropertyName("actor")]
    public string Actor { get; init; } = "";

    /// <summary>The id of the request that caused the last commit.</summary>
    [JsonPropertyName("requestId")]
    public string RequestId { get; init; } = "";

    /// <summary>The names of what the last commit changed: <c>name</c>, <c>permissions</c>.</summary>
    [JsonPropertyName("changed")]
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>The display name; null on a tombstone.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>The case-folded name that no other site of the tenant may have; null on a tombstone.</summary>
    [JsonPropertyName("unique")]
    public string? Unique { get; init; }

    /// <summary>The permission that the last commit changed, or null.</summary>
    [JsonPropertyName("permission")]
    public PermissionDelta? Permission { get; init; }

    /// <summary>Whether the site is live: stored and not deleted.</summary>
    [JsonIgnore]
    public bool Exists => Version > 0 && Operation != ChangeOperation.Delete;
}

/// <summary>A change of a site's permissions.</summary>
/// <param name="Group">The group's id.</param>
/// <param name="Role">The group's new role, or null to remove its role.</param>
public sealed record PermissionDelta(
    [property: JsonPropertyName("group")] string Group,
    [property: JsonPropertyName("role")] string? Role
);
