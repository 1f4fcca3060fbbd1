namespace Scim.Silo;

/// <summary>
/// Thrown when the program cannot start for a reason that the administrator can resolve. The message names the reason
/// and the remedy.
/// </summary>
public sealed class StartFailureException(string message, Exception? inner = null) : Exception(message, inner);
