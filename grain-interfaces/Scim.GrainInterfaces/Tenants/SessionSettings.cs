namespace Scim.GrainInterfaces.Tenants;

/// <summary>How long users' sessions last.</summary>
[GenerateSerializer, Immutable, Alias("scim.SessionSettings")]
public sealed record SessionSettings
{
    /// <summary>The shortest that either can be.</summary>
    public static TimeSpan MinDuration { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest that either can be.</summary>
    public static TimeSpan MaxDuration { get; } = TimeSpan.FromDays(366);

    /// <summary>
    /// How long a session lasts that nobody asks for, one second to a year; null for as long as any other. Default
    /// PT2H. A change counts at once.
    /// </summary>
    [Id(0)]
    public IsoDuration? IdleTimeout { get; init; } = IsoDuration.Parse("PT2H");

    /// <summary>
    /// How long a session lasts at most, one second to a year. Default P1D. A change counts for sessions started from
    /// then on.
    /// </summary>
    [Id(1)]
    public IsoDuration Lifetime { get; init; } = IsoDuration.Parse("P1D");
}
