namespace Scim.Conformance.Tests.Replay;

/// <summary>A step needs what an earlier step did not capture.</summary>
public sealed class MissingVariableException(string name)
    : Exception($"variable ${{{name}}} was never captured");
