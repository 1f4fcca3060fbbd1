using Scim.Protocol.Errors;

namespace Scim.Protocol.Bulk;

/// <summary>An operation in a plan. Step numbers are indexes into <see cref="BulkPlan.Steps"/>.</summary>
public sealed record BulkStep
{
    /// <summary>The operation.</summary>
    public required BulkOperation Operation { get; init; }

    /// <summary>
    /// The bulkIds that the operation refers to, each with the number of the step that creates the resource. If one of
    /// those steps fails, this step fails too.
    /// </summary>
    public required IReadOnlyDictionary<string, int> References { get; init; }

    /// <summary>
    /// The steps of the same cycle that create members of this step's group and must therefore run first. Empty outside
    /// a cycle.
    /// </summary>
    internal IReadOnlyList<int> RequiredSteps { get; init; } = [];

    /// <summary>
    /// Whether the step may assign a name that another operation is about to release, so a name conflict is worth one
    /// retry.
    /// </summary>
    public bool CanRetryNameConflict { get; init; }

    /// <summary>The reason the step cannot be executed, or null.</summary>
    public ScimError? Error { get; init; }
}
