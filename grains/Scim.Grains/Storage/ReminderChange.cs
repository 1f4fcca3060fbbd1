namespace Scim.Grains.Storage;

/// <summary>
/// A change of one of the grain's reminders, applied to Orleans' reminder table in the transaction of the commit.
/// </summary>
/// <remarks>
/// Orleans' reminder service is not notified. It reads the table periodically, so a reminder that is due later than the
/// next read is still delivered.
/// </remarks>
public sealed record ReminderChange
{
    /// <summary>The grain's id as Orleans formats it.</summary>
    public string Grain { get; init; } = "";

    /// <summary>The reminder's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The hash by which Orleans distributes reminders over silos, signed as in its table.</summary>
    public int Hash { get; init; }

    /// <summary>The time of the first tick; null removes the reminder.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>The period between ticks, in milliseconds.</summary>
    public long Period { get; init; }

    /// <summary>Creates the change that registers a reminder or updates it.</summary>
    public static ReminderChange CreateRegistration(GrainId grain, string name, DateTimeOffset due, TimeSpan period) =>
        CreateRemoval(grain, name) with
        {
            Due = due,
            Period = (long)period.TotalMilliseconds,
        };

    /// <summary>Creates the change that removes a reminder if it exists.</summary>
    public static ReminderChange CreateRemoval(GrainId grain, string name) =>
        new()
        {
            Grain = grain.ToString(),
            Name = name,
            Hash = unchecked((int)grain.GetUniformHashCode()),
        };
}
