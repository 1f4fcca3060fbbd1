namespace Scim.GrainInterfaces.Users;

/// <summary>Whether a user may have sessions.</summary>
[GenerateSerializer, Immutable, Alias("scim.UserStatus")]
public sealed record UserStatus
{
    /// <summary>Whether the user exists.</summary>
    [Id(0)]
    public required bool Exists { get; init; }

    /// <summary>Whether the user is active.</summary>
    [Id(1)]
    public required bool IsActive { get; init; }

    /// <summary>The version of the user. A session stores the version at which it was started.</summary>
    [Id(2)]
    public required long Version { get; init; }

    /// <summary>
    /// The version at which the user was last deactivated; 0 if never. Sessions that were started at an earlier version
    /// are invalid, even if they could not be ended explicitly.
    /// </summary>
    [Id(3)]
    public required long DeactivatedVersion { get; init; }
}
