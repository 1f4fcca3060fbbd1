using System.Text.Json.Nodes;

namespace Scim.Protocol.Patching;

/// <summary>One PATCH operation with resolved paths.</summary>
/// <param name="Kind">The operation to apply.</param>
/// <param name="Label">How messages refer to the operation: index, op and path.</param>
/// <param name="Steps">The resulting steps: one, or one per key of a value without a path.</param>
internal sealed record PatchOperation(PatchOpKind Kind, string Label, IReadOnlyList<PatchStep> Steps);

/// <summary>One target of an operation and the value for it.</summary>
/// <param name="Path">The target.</param>
/// <param name="DisplayPath">How messages refer to the target.</param>
/// <param name="Value">The value from the request. Null if it is null or missing.</param>
/// <param name="IsFromValue">Whether the target is a key of a value without a path rather than <c>path</c>
/// itself.</param>
internal sealed record PatchStep(PatchPath Path, string DisplayPath, JsonNode? Value, bool IsFromValue);
