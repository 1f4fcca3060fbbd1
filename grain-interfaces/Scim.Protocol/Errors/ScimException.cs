namespace Scim.Protocol.Errors;

/// <summary>
/// Carries a <see cref="ScimError"/> out of nested parsing or validation. It stays inside a process: rules and
/// endpoints turn it into a result at their boundary, so that it never crosses a grain call.
/// </summary>
public sealed class ScimException : Exception
{
    /// <summary>Creates the exception for <paramref name="error"/>.</summary>
    public ScimException(ScimError error)
        : base(error?.Detail) => Error = error ?? throw new ArgumentNullException(nameof(error));

    /// <summary>Creates the exception for an error of <paramref name="kind"/>.</summary>
    public ScimException(ScimErrorKind kind, string detail)
        : this(new ScimError(kind, detail)) { }

    /// <summary>What went wrong.</summary>
    public ScimError Error { get; }
}
