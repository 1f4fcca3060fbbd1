namespace Scim.Protocol.Errors;

/// <summary>
/// Carries a <see cref="ScimError"/> out of nested parsing or validation code.
/// </summary>
/// <remarks>
/// The exception stays inside a process: rules and endpoints convert it to a result at their boundary, so it never
/// crosses a grain call.
/// </remarks>
public sealed class ScimException : Exception
{
    /// <summary>Creates the exception for <paramref name="error"/>.</summary>
    public ScimException(ScimError error)
        : base(error?.Detail) => Error = error ?? throw new ArgumentNullException(nameof(error));

    /// <summary>Creates the exception for an error of <paramref name="kind"/>.</summary>
    public ScimException(ScimErrorKind kind, string detail)
        : this(new ScimError(kind, detail)) { }

    /// <summary>The error.</summary>
    public ScimError Error { get; }
}
