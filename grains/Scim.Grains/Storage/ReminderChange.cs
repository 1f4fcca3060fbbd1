using System.Text.Json.Serialization;
using Orleans.Runtime;

namespace Scim.Grains.Storage;

/// <summary>
/// What a commit does to one of its grain's reminders: the trigger applies it to Orleans' reminder table in the same
/// transaction. Orleans' reminder service is not told; it reads the table again and again, so what is due later than it
/// needs for that is delivered all the same.
/// </summary>
public sealed record ReminderChange
{
    /// <summary>The grain, as Orleans writes its id.</summary>
    [JsonPropertyName("grain")]
    public string Grain { get; init; } = "";

    /// <summary>The reminder's name.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    /// <summary>The hash by which Orleans shares reminders out among silos, with the sign that its table has.</summary>
    [JsonPropertyName("hash")]
    public int Hash { get; init; }

    /// <summary>When it comes for the first time; null takes it away.</summary>
    [
        JsonPropertyName("due"),
        JsonConverter(typeof(OptionalInstantConverter)),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)
    ]
    public DateTimeOffset? Due { get; init; }

    /// <summary>How long after that, and then again and again, in milliseconds.</summary>
    [JsonPropertyName("period"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Period { get; init; }

    /// <summary>Sets a reminder.</summary>
    public static ReminderChange CreateRegistration(
        GrainId grain,
        string name,
        DateTimeOffset due,
        TimeSpan period
    ) => CreateRemoval(grain, name) with { Due = due, Period = (long)period.TotalMilliseconds };

    /// <summary>Takes a reminder away, if there is one.</summary>
    public static ReminderChange CreateRemoval(GrainId grain, string name) =>
        new()
        {
            Grain = grain.ToString(),
            Name = name,
            Hash = unchecked((int)grain.GetUniformHashCode()),
        };
}
