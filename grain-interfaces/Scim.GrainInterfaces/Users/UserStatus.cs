namespace Scim.GrainInterfaces.Users;

/// <summary>Whether a user may have sessions.</summary>
[GenerateSerializer, Immutable, Alias("scim.UserStanding")]
public sealed record UserStatus
{
    /// <summary>Whether there is such a user.</summary>
    [Id(0)]
    public required bool Exists { get; init; }

    /// <summary>Whether he is active.</summary>
    [Id(1)]
    public required bool IsActive { get; init; }

    /// <summary>His version. A session remembers the one that it was started at.</summary>
    [Id(2)]
    public required long Version { get; init; }

    /// <summary>
    /// The version of his last deactivation: sessions of before have ended, even if nobody was there to end them. 0
    /// when there was none.
    /// </summary>
    [Id(3)]
    public required long DeactivatedVersion { get; init; }
}
