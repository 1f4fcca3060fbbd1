using Scim.Protocol.Errors;

namespace Scim.GrainInterfaces;

/// <summary>
/// Serializes a <see cref="ScimError"/> in grain calls. The protocol library does not depend on Orleans.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.Error")]
public struct ScimErrorSurrogate
{
    /// <summary>The kind of error.</summary>
    [Id(0)]
    public ScimErrorKind Kind { get; set; }

    /// <summary>The error message for the administrator.</summary>
    [Id(1)]
    public string Detail { get; set; }

    /// <summary>A machine-readable reason, or null.</summary>
    [Id(2)]
    public string? Reason { get; set; }
}

/// <summary>Converts between <see cref="ScimError"/> and <see cref="ScimErrorSurrogate"/>.</summary>
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
