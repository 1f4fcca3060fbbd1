namespace Scim.GrainInterfaces.Tenants;

/// <summary>How long deactivated users are kept.</summary>
[GenerateSerializer, Immutable, Alias("scim.DeprovisioningSettings")]
public sealed record DeprovisioningSettings
{
    /// <summary>The minimum of <see cref="DeleteAfter"/>: one second.</summary>
    public static TimeSpan MinDeleteAfter { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The maximum of <see cref="DeleteAfter"/>: 36,525 days (100 years).</summary>
    public static TimeSpan MaxDeleteAfter { get; } = TimeSpan.FromDays(36_525);

    /// <summary>
    /// The time after which a deactivated user is deleted permanently, from one second to 100 years; null to keep
    /// deactivated users until they are deleted by a request. Default P30D.
    /// </summary>
    [Id(0)]
    public IsoDuration? DeleteAfter { get; init; } = IsoDuration.Parse("P30D");

    /// <summary>
    /// Returns the time when a user that was deactivated at <paramref name="deactivatedAt"/> is due for deletion, or
    /// null for never.
    /// </summary>
    public DateTimeOffset? GetDeletionTime(DateTimeOffset? deactivatedAt) =>
        deactivatedAt is { } since ? DeleteAfter?.AddTo(since) : null;
}
