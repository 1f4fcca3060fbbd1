using System.Text.Json.Serialization;
using Scim.Grains.Storage;

namespace Scim.Grains.Sites;

/// <summary>
/// What is stored of a site: its name and the last change of its permissions, which the database's trigger applies to
/// <c>scim_permission</c> in the same transaction. Names are a contract with that SQL. There is no member <c>kind</c>:
/// a site is no SCIM resource.
/// </summary>
public sealed record SiteState
{
    /// <summary>The format of this record.</summary>
    [JsonPropertyName("v")]
    public int Format { get; init; } = 1;

    /// <summary>The tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; init; } = "";

    /// <summary>The site's id.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>1 at creation, one more with each commit; 0 when nothing was ever stored.</summary>
    [JsonPropertyName("version")]
    public long Version { get; init; }

    /// <summary>What the last commit did.</summary>
    [JsonPropertyName("op"), JsonConverter(typeof(JsonStringEnumConverter<ChangeOperation>))]
    public ChangeOperation Operation { get; init; }

    /// <summary>When the site was created.</summary>
    [JsonPropertyName("created"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset Created { get; init; }

    /// <summary>When it was last changed.</summary>
    [JsonPropertyName("at"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The credential that made the last commit.</summary>
    [JsonPropertyName("actor")]
    public string Actor { get; init; } = "";

    /// <summary>The request that made the last commit.</summary>
    [JsonPropertyName("requestId")]
    public string RequestId { get; init; } = "";

    /// <summary>What the last commit changed: <c>name</c>, <c>permissions</c>.</summary>
    [JsonPropertyName("changed")]
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>The name to show; null on a tombstone.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>The folded name that no other site of the tenant may have; null on a tombstone.</summary>
    [JsonPropertyName("unique")]
    public string? Unique { get; init; }

    /// <summary>The permission that the last commit changed, or null.</summary>
    [JsonPropertyName("permission")]
    public PermissionDelta? Permission { get; init; }

    /// <summary>Whether there is a live site.</summary>
    [JsonIgnore]
    public bool Exists => Version > 0 && Operation != ChangeOperation.Delete;
}

/// <summary>One change of a site's permissions.</summary>
/// <param name="Group">The group.</param>
/// <param name="Role">Its role from now on, or null for none.</param>
public sealed record PermissionDelta(
    [property: JsonPropertyName("group")] string Group,
    [property: JsonPropertyName("role")] string? Role
);
