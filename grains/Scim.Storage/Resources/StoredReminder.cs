using System.Text.Json.Serialization;
using Scim.Grains.Storage;

namespace Scim.Storage.Resources;

/// <summary>A change of a reminder as a commit stores it.</summary>
internal sealed record StoredReminder
{
    /// <summary>See <see cref="ReminderChange.Grain"/>.</summary>
    [JsonPropertyName("grain")]
    public string Grain { get; init; } = "";

    /// <summary>See <see cref="ReminderChange.Name"/>.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    /// <summary>See <see cref="ReminderChange.Hash"/>.</summary>
    [JsonPropertyName("hash")]
    public int Hash { get; init; }

    /// <summary>See <see cref="ReminderChange.Due"/>.</summary>
    [
        JsonPropertyName("due"),
        JsonConverter(typeof(OptionalInstantConverter)),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)
    ]
    public DateTimeOffset? Due { get; init; }

    /// <summary>See <see cref="ReminderChange.Period"/>.</summary>
    [JsonPropertyName("period"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Period { get; init; }

    /// <summary>
    /// The version of a reminder that is registered anew. Orleans deletes a row only at the version that it read, so a
    /// new row must not have the version of an earlier one.
    /// </summary>
    [JsonPropertyName("version")]
    public long Version { get; init; }

    /// <summary>Creates the change that a commit stores.</summary>
    /// <param name="change">The change.</param>
    /// <param name="version">The version of the resource after the commit.</param>
    public static StoredReminder FromChange(ReminderChange change, long version) =>
        new()
        {
            Grain = change.Grain,
            Name = change.Name,
            Hash = change.Hash,
            Due = change.Due,
            Period = change.Period,
            Version = version,
        };
}
