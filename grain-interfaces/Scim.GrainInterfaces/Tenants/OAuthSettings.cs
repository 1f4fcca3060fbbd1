namespace Scim.GrainInterfaces.Tenants;

/// <summary>Settings for a tenant's OAuth clients.</summary>
[GenerateSerializer, Immutable, Alias("scim.OAuthSettings")]
public sealed record OAuthSettings
{
    /// <summary>The minimum of <see cref="TokenLifetime"/>: 5 minutes.</summary>
    public static TimeSpan MinTokenLifetime { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The maximum of <see cref="TokenLifetime"/>: 24 hours.</summary>
    public static TimeSpan MaxTokenLifetime { get; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The lifetime of an access token, from 5 minutes to 24 hours. Default 60 minutes. A change applies to tokens that
    /// are issued afterwards.
    /// </summary>
    [Id(0)]
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(60);
}
