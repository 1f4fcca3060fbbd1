using Scim.Protocol.Errors;

namespace Scim.GrainInterfaces;

/// <summary>
/// What a grain answers: a value, or the failure in SCIM's terms. Exceptions are left for defects and outages; a
/// driver's exception never leaves a grain, since a client may not have its type.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.Result`1")]
public readonly record struct ScimResult<T>
    where T : class
{
    /// <summary>The value; null when there is an <see cref="Error"/>.</summary>
    [Id(0)]
    public T? Value { get; private init; }

    /// <summary>The failure; null when there is a <see cref="Value"/>.</summary>
    [Id(1)]
    public ScimError? Error { get; private init; }

    /// <summary>Wraps a value.</summary>
    public static implicit operator ScimResult<T>(T value) => new() { Value = value };

    /// <summary>Wraps a failure.</summary>
    public static implicit operator ScimResult<T>(ScimError error) => new() { Error = error };
}
