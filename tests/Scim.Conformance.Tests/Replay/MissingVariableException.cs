namespace Scim.Conformance.Tests.Replay;

/// <summary>A step refers to a variable that no earlier step captured.</summary>
public sealed class MissingVariableException(string name) : Exception($"variable ${{{name}}} was never captured");
