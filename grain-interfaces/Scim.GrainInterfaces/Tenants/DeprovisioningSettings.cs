namespace Scim.GrainInterfaces.Tenants;

/// <summary>What becomes of users who were deactivated.</summary>
[GenerateSerializer, Immutable, Alias("scim.DeprovisioningSettings")]
public sealed record DeprovisioningSettings
{
    /// <summary>The shortest <see cref="DeleteAfter"/>.</summary>
    public static TimeSpan MinDeleteAfter { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest <see cref="DeleteAfter"/>.</summary>
    public static TimeSpan MaxDeleteAfter { get; } = TimeSpan.FromDays(36_525);

    /// <summary>
    /// How long a deactivated user is kept before he is deleted for good, one second to a hundred years; null keeps him
    /// until somebody deletes him. Default P30D.
    /// </summary>
    [Id(0)]
    public IsoDuration? DeleteAfter { get; init; } = IsoDuration.Parse("P30D");
}
