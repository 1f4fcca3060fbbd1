using System.Text.Json;
using System.Text.Json.Serialization;
using Scim.Grains.Storage;

namespace Scim.Storage.Resources;

/// <summary>
/// What few commits have besides the row of the resource. The database receives it as JSON and applies it in the same
/// transaction.
/// </summary>
internal sealed record CommitExtras
{
    private static readonly CommitExtras Empty = new();

    /// <summary>The values of unique attributes. All other values of the resource are released.</summary>
    [JsonPropertyName("values"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StoredUniqueValue>? UniqueValues { get; init; }

    /// <summary>The name, when it need not be unique.</summary>
    [JsonPropertyName("loose"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NonUniqueName { get; init; }

    /// <summary>The change of a group's members.</summary>
    [JsonPropertyName("members"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MembershipDelta? Members { get; init; }

    /// <summary>The change of a reminder.</summary>
    [JsonPropertyName("reminder"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StoredReminder? Reminder { get; init; }

    /// <summary>Formats the extras of a commit; null when it has none.</summary>
    public static string? FormatExtras(ResourceState state)
    {
        var extras = new CommitExtras
        {
            UniqueValues = state.Index?.Values,
            NonUniqueName = state.Index?.NonUniqueName,
            Members = state.Members,
            Reminder = state.Reminder is { } reminder ? StoredReminder.FromChange(reminder, state.Version) : null,
        };
        return extras == Empty ? null : JsonSerializer.Serialize(extras, StateSerializer.Options);
    }
}
