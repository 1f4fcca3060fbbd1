namespace Scim.Silo;

/// <summary>A reason not to start that the operator can do something about: one plain sentence.</summary>
public sealed class StartFailureException(string message, Exception? inner = null)
    : Exception(message, inner);
