namespace Scim.GrainInterfaces;

/// <summary>The value of a command that has nothing to say but that it was carried out.</summary>
[GenerateSerializer, Immutable, Alias("scim.Done")]
public sealed record Unit
{
    /// <summary>The one instance worth having.</summary>
    public static Unit Instance { get; } = new();
}
