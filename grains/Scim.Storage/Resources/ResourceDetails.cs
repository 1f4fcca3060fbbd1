using System.Text.Json;
using System.Text.Json.Serialization;
using Scim.Grains.Storage;

namespace Scim.Storage.Resources;

/// <summary>
/// The part of a resource's state that has no column of its own, because few resources have it. Stored as JSON.
/// </summary>
internal sealed record ResourceDetails
{
    private static readonly ResourceDetails Empty = new();

    /// <summary>The unique name, when the column holds a digest of it.</summary>
    [JsonPropertyName("unique"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LongUniqueName { get; init; }

    /// <summary>See <see cref="ResourceIndex.NonUniqueName"/>.</summary>
    [JsonPropertyName("loose"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NonUniqueName { get; init; }

    /// <summary>See <see cref="ResourceIndex.Values"/>.</summary>
    [JsonPropertyName("values"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StoredUniqueValue>? UniqueValues { get; init; }

    /// <summary>See <see cref="ResourceIndex.Schemas"/>.</summary>
    [JsonPropertyName("schemas"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SchemaVersion { get; init; }

    /// <summary>See <see cref="ResourceState.PasswordHash"/>.</summary>
    [JsonPropertyName("passwordHash"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PasswordHash { get; init; }

    /// <summary>See <see cref="ResourceState.ExternalIds"/>.</summary>
    [JsonPropertyName("externalIds"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ExternalIds { get; init; }

    /// <summary>See <see cref="ResourceState.Local"/>.</summary>
    [JsonPropertyName("local"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Local { get; init; }

    /// <summary>See <see cref="ResourceState.DeactivatedAt"/>.</summary>
    [
        JsonPropertyName("deactivatedAt"),
        JsonConverter(typeof(OptionalInstantConverter)),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)
    ]
    public DateTimeOffset? DeactivatedAt { get; init; }

    /// <summary>See <see cref="ResourceState.DeactivatedVersion"/>.</summary>
    [JsonPropertyName("deactivatedVersion"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long DeactivatedVersion { get; init; }

    /// <summary>Formats the details of a state; null when it has none.</summary>
    public static string? FormatDetails(ResourceState state)
    {
        var details = new ResourceDetails
        {
            LongUniqueName = state.Index?.Unique is { } name && ResourceCommit.IsLongName(name) ? name : null,
            NonUniqueName = state.Index?.NonUniqueName,
            UniqueValues = state.Index?.Values,
            SchemaVersion = state.Index?.Schemas ?? 0,
            PasswordHash = state.PasswordHash,
            ExternalIds = state.ExternalIds,
            Local = state.Local,
            DeactivatedAt = state.DeactivatedAt,
            DeactivatedVersion = state.DeactivatedVersion,
        };
        return details == Empty ? null : JsonSerializer.Serialize(details, StateSerializer.Options);
    }

    /// <summary>Parses the stored details.</summary>
    public static ResourceDetails ParseDetails(string? json) =>
        json is null ? Empty : JsonSerializer.Deserialize<ResourceDetails>(json, StateSerializer.Options)!;
}
