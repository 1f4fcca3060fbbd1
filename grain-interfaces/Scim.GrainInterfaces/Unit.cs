namespace Scim.GrainInterfaces;

/// <summary>The value of a successful command that returns no data.</summary>
[GenerateSerializer, Immutable, Alias("scim.Unit")]
public sealed record Unit
{
    /// <summary>The shared instance.</summary>
    public static Unit Instance { get; } = new();
}
