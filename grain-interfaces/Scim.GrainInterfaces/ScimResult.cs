using Scim.Protocol.Errors;

namespace Scim.GrainInterfaces;

/// <summary>The result of a grain call: either a value or a SCIM error.</summary>
/// <remarks>
/// Exceptions are reserved for defects and outages. A database driver's exception never leaves a grain, because the
/// caller may not be able to deserialize its type.
/// </remarks>
/// <typeparam name="T">The type of the value.</typeparam>
/// <example>
/// A value and an error both convert to a result:
/// <code>
/// ScimResult&lt;ResourceReply> FindReply(string id) =>
///     replies.TryGetValue(id, out ResourceReply? reply)
///         ? reply
///         : new ScimError(ScimErrorKind.NotFound, "User not found.");
///
/// ScimResult&lt;ResourceReply> result = FindReply(userId);
/// ReadOnlyMemory&lt;byte> body = result.Error is { } error ? ScimErrorWriter.WriteError(error) : result.Value!.Body;
/// </code>
/// </example>
[GenerateSerializer, Immutable, Alias("scim.Result`1")]
public readonly record struct ScimResult<T>
    where T : class
{
    /// <summary>The value; null when <see cref="Error"/> is set.</summary>
    [Id(0)]
    public T? Value { get; private init; }

    /// <summary>The error; null when <see cref="Value"/> is set.</summary>
    [Id(1)]
    public ScimError? Error { get; private init; }

    /// <summary>Creates a successful result.</summary>
    public static implicit operator ScimResult<T>(T value) => new() { Value = value };

    /// <summary>Creates a failed result.</summary>
    public static implicit operator ScimResult<T>(ScimError error) => new() { Error = error };
}
