namespace Scim.GrainInterfaces.Tenants;

/// <summary>How a tenant's OAuth clients are served.</summary>
[GenerateSerializer, Immutable, Alias("scim.OAuthSettings")]
public sealed record OAuthSettings
{
    /// <summary>The shortest <see cref="TokenLifetime"/>.</summary>
    public static TimeSpan MinTokenLifetime { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest <see cref="TokenLifetime"/>.</summary>
    public static TimeSpan MaxTokenLifetime { get; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long an access token is good for, 5 minutes to 24 hours. Default 60 minutes. Counts for tokens given out
    /// from then on.
    /// </summary>
    [Id(0)]
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(60);
}
