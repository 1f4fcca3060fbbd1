using System.Text.Json.Nodes;

namespace Scim.Protocol.Patching;

/// <summary>One operation of a request, its paths resolved.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Label">How messages name the operation: index, op and path.</param>
/// <param name="Steps">What it comes to: one step, or one for each key of a pathless value.</param>
internal sealed record PatchOperation(
    PatchOpKind Kind,
    string Label,
    IReadOnlyList<PatchStep> Steps
);

/// <summary>One target of an operation and the value for it.</summary>
/// <param name="Path">The target.</param>
/// <param name="DisplayPath">The target as messages name it.</param>
/// <param name="Value">The value as the client gave it; null when it gave null or none.</param>
/// <param name="IsFromValue">Whether the target comes from a key of a pathless value rather than from
/// <c>path</c>.</param>
internal sealed record PatchStep(
    PatchPath Path,
    string DisplayPath,
    JsonNode? Value,
    bool IsFromValue
);
