using Scim.Protocol.Errors;

namespace Scim.GrainInterfaces;

/// <summary>
/// Carries a <see cref="ScimError"/> across grain calls; the protocol library knows nothing of Orleans.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.Error")]
public struct ScimErrorSurrogate
{
    /// <summary>The kind of failure.</summary>
    [Id(0)]
    public ScimErrorKind Kind { get; set; }

    /// <summary>The sentence for the administrator.</summary>
    [Id(1)]
    public string Detail { get; set; }

    /// <summary>The reason as a word, or null.</summary>
    [Id(2)]
    public string? Reason { get; set; }
}

/// <summary>Converts between <see cref="ScimError"/> and its surrogate.</summary>
[RegisterConverter]
public sealed class ScimErrorConverter : IConverter<ScimError, ScimErrorSurrogate>
{
    /// <inheritdoc/>
    public ScimError ConvertFromSurrogate(in ScimErrorSurrogate surrogate) =>
        new(surrogate.Kind, surrogate.Detail) { Reason = surrogate.Reason };

    /// <inheritdoc/>
    public ScimErrorSurrogate ConvertToSurrogate(in ScimError value) =>
        new()
        {
            Kind = value.Kind,
            Detail = value.Detail,
            Reason = value.Reason,
        };
}
