namespace Scim.GrainInterfaces.Tenants;

/// <summary>How long user sessions last.</summary>
[GenerateSerializer, Immutable, Alias("scim.SessionSettings")]
public sealed record SessionSettings
{
    /// <summary>The minimum of <see cref="IdleTimeout"/> and <see cref="Lifetime"/>: one second.</summary>
    public static TimeSpan MinDuration { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The maximum of <see cref="IdleTimeout"/> and <see cref="Lifetime"/>: 366 days.</summary>
    public static TimeSpan MaxDuration { get; } = TimeSpan.FromDays(366);

    /// <summary>
    /// The time after which an unused session ends, from one second to a year; null for no idle timeout. Default PT2H.
    /// A change applies immediately.
    /// </summary>
    [Id(0)]
    public IsoDuration? IdleTimeout { get; init; } = IsoDuration.Parse("PT2H");

    /// <summary>
    /// The maximum lifetime of a session, from one second to a year. Default P1D. A change applies to sessions that are
    /// started afterwards.
    /// </summary>
    [Id(1)]
    public IsoDuration Lifetime { get; init; } = IsoDuration.Parse("P1D");
}
